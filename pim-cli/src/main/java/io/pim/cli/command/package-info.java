/** One class a command: parses its arguments, calls what does the work, prints the outcome. */
package io.pim.cli.command;
