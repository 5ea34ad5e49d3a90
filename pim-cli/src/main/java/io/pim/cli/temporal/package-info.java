/**
 * Reaches the Temporal service; finds, starts, reuses and keeps this host's own server and worker.
 */
package io.pim.cli.temporal;
