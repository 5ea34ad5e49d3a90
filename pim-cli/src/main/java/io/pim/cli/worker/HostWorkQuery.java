package io.pim.cli.worker;

import io.grpc.StatusRuntimeException;
import io.pim.cli.client.BuildRow;
import io.pim.cli.client.DeployRuns;
import io.pim.cli.client.DeploymentFilter;
import io.pim.cli.shell.Complaints;
import io.pim.cli.worker.install.HostWork;
import io.pim.cli.worker.install.Layout;
import io.pim.model.config.TemporalSettings;
import io.pim.model.failure.BuildFailure;
import io.pim.worker.connection.ServiceAddress;
import io.pim.worker.connection.TemporalConnection;
import io.pim.workflows.message.BuildState;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.DataConverterException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** Asks the service of an installed worker about its host's work, with the worker's own keys. */
final class HostWorkQuery implements HostWork.Source {
  /** An installed worker finds its service by temporal.toml alone. */
  private static final TemporalSettings NO_SETTINGS =
      new TemporalSettings(Optional.empty(), Optional.empty(), Optional.empty(), 0, 0);

  @Override
  public HostWork of(Layout layout, String hostId) {
    try {
      Optional<ServiceAddress> address = ServiceAddress.shared(layout.environment(), NO_SETTINGS);
      // Without the check, a missing key would be made anew.
      if (address.isEmpty() || Files.notExists(layout.folders().sealKey())) {
        return HostWork.unknown("the worker's settings or its key are missing");
      }
      try (TemporalConnection connection =
          TemporalConnection.open(
              address.get(), layout.folders(), TemporalConnection.CONNECT_LIMIT)) {
        return of(connection.client(), hostId);
      }
    } catch (BuildFailure | StatusRuntimeException | DataConverterException e) {
      return HostWork.unknown(Complaints.of(e).what());
    }
  }

  /** The work of a host by a service that answers. */
  static HostWork of(WorkflowClient client, String hostId) {
    HostBuilds builds = new HostBuilds(client);
    List<HostWork.Run> deployments =
        new DeployRuns(client)
            .list(
                new DeploymentFilter(
                    Optional.of(BuildState.RUNNING), Optional.empty(), Optional.empty()))
            .filter(row -> row.host().equals(hostId))
            .map(row -> new HostWork.Run(row.id(), row.workflowId(), row.step()))
            .toList();
    return new HostWork(
        builds
            .of(hostId, BuildState.RUNNING)
            .map(row -> new HostWork.Run(row.buildId(), row.workflowId(), row.step()))
            .toList(),
        deployments,
        builds.of(hostId, BuildState.HELD).map(BuildRow::buildId).toList(),
        Optional.empty());
  }
}
