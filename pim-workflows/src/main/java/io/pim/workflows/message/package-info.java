/** What goes into a build's workflow and comes out of it: request, status, result. */
package io.pim.workflows.message;
