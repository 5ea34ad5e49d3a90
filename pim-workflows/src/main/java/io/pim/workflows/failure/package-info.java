/** Carries typed build failures through Temporal and back. */
package io.pim.workflows.failure;
