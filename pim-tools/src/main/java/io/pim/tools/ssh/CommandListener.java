package io.pim.tools.ssh;

/**
 * Hears of a running command, always in the thread that runs it.
 *
 * @param tick called about once a second while the command runs, with output or without
 */
record CommandListener(OutputSink stdout, OutputSink stderr, Runnable tick) {}
