/** The deployment workflow: its steps in order, its state, and how it is held and ended. */
package io.pim.workflows.deploy;
