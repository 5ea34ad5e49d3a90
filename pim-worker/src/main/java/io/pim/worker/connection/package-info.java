/** Connects to the Temporal service that builds run on: a shared one or PIM's own. */
package io.pim.worker.connection;
