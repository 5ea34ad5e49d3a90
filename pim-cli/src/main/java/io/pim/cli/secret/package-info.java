/** Finds the secrets of targets where the configuration says they are. */
package io.pim.cli.secret;
