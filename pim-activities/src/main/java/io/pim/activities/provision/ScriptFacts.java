package io.pim.activities.provision;

import io.pim.activities.process.ProcessIdentity;
import java.util.OptionalInt;

/**
 * How far a script's run has come; on disk, for a worker that has just started.
 *
 * @param machine the machine it ran in: in another one nothing of this holds
 * @param offset how many bytes of output are in the build's log
 * @param exitStatus what it ended with
 */
record ScriptFacts(ProcessIdentity machine, long offset, OptionalInt exitStatus) {}
