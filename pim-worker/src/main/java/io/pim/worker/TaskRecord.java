package io.pim.worker;

import io.pim.host.claim.BuildService;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.connection.GivenTask;

/**
 * A task of a worker, as the next worker of its host finds it.
 *
 * @param place the byte of the lock file that the worker holds for as long as it lives
 * @param worker the worker's process
 * @param service that has given the task, and the host
 */
record TaskRecord(long place, ProcessIdentity worker, BuildService service, GivenTask task) {}
