/** Starts, watches and ends operating system processes; nothing else in PIM does. */
package io.pim.tools.process;
