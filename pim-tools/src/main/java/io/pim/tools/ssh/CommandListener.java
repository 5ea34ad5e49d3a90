package io.pim.tools.ssh;

/**
 * Receives the events of a running command, on the thread that runs it.
 *
 * @param tick called about once a second while the command runs, even without output
 */
record CommandListener(OutputSink stdout, OutputSink stderr, Runnable tick) {}
