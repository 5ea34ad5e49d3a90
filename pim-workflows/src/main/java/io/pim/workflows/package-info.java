/** Placeholder. */
package io.pim.workflows;
