package io.pim.cli.doctor;

import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.TemporalConnection;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import java.util.Optional;

/** Whether the Temporal service for builds answers. */
record ReachCheck(ServiceReach reach) implements Check {
  @Override
  public String subject() {
    return "Temporal service";
  }

  @Override
  public Finding look() {
    Optional<TemporalConnection> connection = reach.connect();
    if (connection.isEmpty()) {
      return Finding.ok(subject(), "PIM's own, not running; a build or pim up starts it");
    }
    ServiceAddress address = connection.get().address();
    String version =
        connection
            .get()
            .stubs()
            .blockingStub()
            .getSystemInfo(GetSystemInfoRequest.getDefaultInstance())
            .getServerVersion();
    String kind =
        switch (address.source()) {
          case ENVIRONMENT -> ", named by the environment or temporal.toml";
          case CONFIGURATION -> ", named in pim.yml";
          case LOCAL -> ", PIM's own";
          case IN_MEMORY -> ", PIM's own, in memory";
        };
    String what = address + ", version " + version + kind;
    return address.source() == ServiceAddress.Source.IN_MEMORY
        ? Finding.warn(
            subject(),
            what + ": builds are lost when it ends",
            "put `temporal` on PATH; pim down; pim up")
        : Finding.ok(subject(), what);
  }
}
