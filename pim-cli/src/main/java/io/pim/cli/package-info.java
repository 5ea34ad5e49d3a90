/** The command line: starts PIM, and hands each command to its class. */
package io.pim.cli;
