/** The messages of a build's workflow: request, status, result. */
package io.pim.workflows.message;
