/** The commands, a class each: what they take, what they print, and their exit status. */
package io.pim.cli.command;
