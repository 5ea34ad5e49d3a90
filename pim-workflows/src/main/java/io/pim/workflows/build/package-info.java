/** The build workflow: its steps in order, its state, and how it is held, fixed and ended. */
package io.pim.workflows.build;
