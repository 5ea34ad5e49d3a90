package io.pim.worker;

import io.pim.host.claim.BuildService;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.connection.GivenTask;

/**
 * The file about one task of a worker. The next worker on the host reads it.
 *
 * @param place the byte of the lock file that the worker holds while it lives
 * @param worker the worker's process
 * @param service the service that gave the task, and the host that it was given to
 */
record TaskRecord(long place, ProcessIdentity worker, BuildService service, GivenTask task) {
  /** The name under which the service knows the worker; no two workers have the same. */
  String identity() {
    return identity(service, place);
  }

  static String identity(BuildService service, long place) {
    return service.host().orElse("worker") + "/" + Long.toHexString(place);
  }
}
