/**
 * Shows a build or a deployment while it runs: live on a terminal, else a line an event; follows
 * its log.
 */
package io.pim.cli.watch;
