package io.pim.cli.worker.install;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.SafeText;
import io.pim.model.files.BuildId;
import io.pim.model.files.Listing;
import io.pim.model.files.Names;
import io.pim.model.json.Json;
import io.pim.worker.OpenTasks;
import io.pim.worker.connection.GivenTask;
import io.pim.worker.connection.WorkerReady;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The work that the removal of a worker would break off. Virtual machines, claims and the worker's
 * own records show what the host does at this moment; the service also knows of a build that waits
 * to push its image again.
 */
final class WorkUnderWay {
  private final Machine machine;
  private final Layout layout;
  private final HostWork.Source service;

  WorkUnderWay(Installation installation, HostWork.Source service) {
    this.machine = installation.machine();
    this.layout = installation.layout();
    this.service = service;
  }

  /**
   * Checks that nothing is under way.
   *
   * @param companions the processes that would outlive the worker
   * @param losesImages whether images of the host are to be removed
   * @return the service's answer
   * @throws io.pim.cli.output.CommandFailure when something is, or when images are to be removed
   *     and nobody knows whether a build still needs them
   */
  HostWork requireNone(List<String> companions, boolean losesImages)
      throws IOException, InterruptedException {
    Optional<String> host = hostId();
    HostWork known = host.map(id -> service.of(layout, id)).orElse(HostWork.NONE);
    List<String> running = new ArrayList<>(companions.stream().filter(WorkUnderWay::isVm).toList());
    running.addAll(vmsOfPeople(running));
    running.addAll(work(known));
    if (!running.isEmpty()) {
      throw Complaint.of(
              ExitStatus.FAILED, "Builds, deployments or virtual machines of this worker run.")
          .because(running.stream().map(SafeText::line).toList())
          .advise(
              "Let them end first: pim worker drain "
                  + host.orElse("HOST")
                  + " --wait returns when no build runs or pushes its image; pim deploy watch "
                  + "waits for a deployment. --force ends them, and their builds continue "
                  + "elsewhere or fail.")
          .failure();
    }
    if (losesImages && known.silence().isPresent()) {
      throw Complaint.of(
              ExitStatus.FAILED, "Nobody knows whether a build must still push its image.")
          .because(SafeText.line(known.silence().get()))
          .advise(
              "Start the service, or omit --purge, which keeps the images; --force removes them "
                  + "in any case.")
          .failure();
    }
    return known;
  }

  /** The id of the host; empty if its worker has never taken work, or is already removed. */
  private Optional<String> hostId() {
    if (Files.notExists(machine.at(layout.unit()))) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.read(machine.at(layout.ready()), WorkerReady.class).hostId())
          .filter(Names::isPlain);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Other processes, such as one that prepares the next start of PIM, may be ended at any time. */
  private static boolean isVm(String process) {
    return process.contains(" qemu");
  }

  /** Virtual machines that people run as the worker's user, outside of the service. */
  private List<String> vmsOfPeople(List<String> known) throws InterruptedException {
    return layout.isOwnAccount()
        ? machine
            .run(List.of("ps", "-u", layout.owner().user(), "-o", "pid=,comm="))
            .output()
            .lines()
            .map(String::strip)
            .filter(WorkUnderWay::isVm)
            .filter(process -> !known.contains(process))
            .toList()
        : List.of();
  }

  /** Builds and deployments by all sources, a line each. */
  private List<String> work(HostWork known) throws IOException {
    Map<String, String> lines = new TreeMap<>();
    Set<String> workflows = new HashSet<>();
    for (String build : claims()) {
      lines.put(build, "build " + build);
      BuildId.tryParse(build).ifPresent(id -> workflows.add(id.workflowId()));
    }
    for (HostWork.Run build : known.builds()) {
      lines.put(build.id(), build.line("build"));
      workflows.add(build.workflowId());
    }
    for (HostWork.Run deployment : known.deployments()) {
      lines.put(deployment.id(), deployment.line("deployment"));
      workflows.add(deployment.workflowId());
    }
    for (GivenTask task : new OpenTasks(machine.at(layout.folders().tasks())).activities()) {
      if (!workflows.contains(task.workflowId())) {
        lines.put(task.workflowId(), task.workflowId() + ": " + task.activity());
      }
    }
    return List.copyOf(lines.values());
  }

  /** The builds with a slot. In a person's own folders, they may belong to other workers. */
  private List<String> claims() throws IOException {
    if (!layout.isOwnAccount()) {
      return List.of();
    }
    Path claims = machine.at(layout.folders().claims());
    return Listing.of(claims).stream()
        .map(claim -> claim.getFileName().toString())
        .filter(name -> !name.startsWith("."))
        .toList();
  }
}
