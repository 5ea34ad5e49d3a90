package io.pim.cli.build;

import io.pim.cli.client.BuildRow;
import io.pim.cli.client.Builds;
import io.pim.cli.client.HostRow;
import io.pim.cli.client.Hosts;
import io.pim.cli.client.QueuePollers;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.SafeText;
import io.pim.cli.shell.CliContext;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.cli.temporal.ThisHost;
import io.pim.model.files.BuildId;
import io.pim.model.plan.Plan;
import io.pim.model.unit.Architecture;
import io.pim.workflows.queue.TaskQueues;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decides where a build runs, by the hosts that the service knows. Reports what cannot work before
 * the build starts, and what the build will wait for when it starts.
 */
final class Routing {
  private final Session session;
  private final Hosts hosts;
  private final String thisHost;
  private final Optional<Architecture> thisArchitecture;
  private final Instant now;
  private final Consumer<String> say;

  Routing(Session session, CliContext context, Optional<Architecture> thisArchitecture)
      throws IOException {
    this.session = session;
    this.hosts = new Hosts(session.client(), context.clock());
    this.thisHost = ThisHost.id(context.folders());
    this.thisArchitecture = thisArchitecture;
    this.now = context.clock().instant();
    this.say = line -> context.err().println(SafeText.line(line));
  }

  /**
   * The route of a build.
   *
   * @param wanted {@code auto}, {@code any} or the id of a host
   * @throws io.pim.cli.output.CommandFailure if no known host can take it
   */
  Route of(Plan plan, String wanted) {
    return switch (wanted) {
      case Plan.ANY_HOST -> Route.any(withLayers(plan, hosts.list()));
      case Plan.AUTO -> automatic(plan);
      default -> named(plan, wanted);
    };
  }

  /** This host if the architecture is its own, else a remote one. */
  private Route automatic(Plan plan) {
    boolean isOwn = thisArchitecture.equals(Optional.of(plan.architecture()));
    if (isOwn && session.own().isPresent()) {
      // The worker of PIM's own service, which this command has just started, may not have
      // reported yet.
      hosts.find(thisHost).filter(HostRow::isDrained).ifPresent(this::sayDrained);
      return Route.any(Optional.empty());
    }
    List<HostRow> known = hosts.list();
    List<HostRow> candidates =
        known.stream().filter(row -> takesBuilds(row, plan.architecture())).toList();
    if (isOwn && candidates.stream().anyMatch(row -> row.hostId().equals(thisHost))) {
      return Route.any(Optional.of(thisHost));
    }
    if (candidates.isEmpty()) {
      requireSome(plan, known);
    }
    return Route.any(withLayers(plan, candidates));
  }

  private static boolean takesBuilds(HostRow row, Architecture architecture) {
    return row.isHere() && !row.isDrained() && row.architecture().equals(architecture.id());
  }

  private void requireSome(Plan plan, List<HostRow> known) {
    List<HostRow> drained =
        known.stream()
            .filter(row -> row.isHere() && row.architecture().equals(plan.architecture().id()))
            .toList();
    drained.forEach(this::sayDrained);
    boolean polled = isPolled(TaskQueues.architecture(plan.architecture()), known.isEmpty());
    if (drained.isEmpty() && !polled) {
      refuse(plan, NoHost.of(plan, known, now));
    }
  }

  private Route named(Plan plan, String hostId) {
    Optional<HostRow> row = hosts.find(hostId);
    if (row.isPresent()) {
      sayWhatHinders(plan, row.get());
    } else if (!(hostId.equals(thisHost) && session.own().isPresent())) {
      List<HostRow> known = hosts.list();
      if (!isPolled(TaskQueues.host(hostId), known.isEmpty())) {
        refuse(plan, NoHost.named(hostId, hostId.equals(thisHost), known));
      }
    }
    return Route.only(hostId);
  }

  private void sayWhatHinders(Plan plan, HostRow row) {
    if (!row.isHere()) {
      say.accept(
          "host "
              + row.hostId()
              + " does not report (last seen: "
              + row.lastSeen().map(seen -> ForPeople.ago(seen, now)).orElse("never")
              + "); the build waits for it");
    } else if (row.isDrained()) {
      sayDrained(row);
    }
    if (!row.architecture().isEmpty() && !row.architecture().equals(plan.architecture().id())) {
      say.accept(
          "host "
              + row.hostId()
              + " is "
              + row.architecture()
              + " and emulates "
              + plan.architecture().id()
              + ", which is about ten times slower");
    }
  }

  private void sayDrained(HostRow row) {
    say.accept(
        "host "
            + row.hostId()
            + " is drained, and the build waits until: pim worker undrain "
            + row.hostId());
  }

  /** A build that runs already is joined, wherever it runs. */
  private void refuse(Plan plan, Complaint complaint) {
    boolean runs =
        new Builds(session.client())
            .runs(BuildId.workflowId(plan.profile(), plan.architecture()))
            .anyMatch(row -> !row.state().isEnded());
    if (!runs) {
      throw complaint.failure();
    }
  }

  /**
   * Whether a worker asks for work of a queue. A worker of an older PIM is in no list of hosts.
   *
   * @param unknown the answer of a service that cannot tell
   */
  private boolean isPolled(String queue, boolean unknown) {
    return new QueuePollers(session.client()).isPolled(queue).orElse(unknown);
  }

  /** The host of the newest build of this plan's profile: it has layers, or the image. */
  private Optional<String> withLayers(Plan plan, List<HostRow> candidates) {
    List<String> ids =
        candidates.stream()
            .filter(row -> takesBuilds(row, plan.architecture()))
            .map(HostRow::hostId)
            .toList();
    if (ids.size() < 2) {
      return Optional.empty();
    }
    return new Builds(session.client())
        .runs(BuildId.workflowId(plan.profile(), plan.architecture()))
        .map(BuildRow::host)
        .filter(host -> !host.isEmpty())
        .findFirst()
        .filter(ids::contains);
  }
}
