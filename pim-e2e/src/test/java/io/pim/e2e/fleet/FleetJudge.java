package io.pim.e2e.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.e2e.Waiting;
import io.pim.e2e.chaos.DiskJudge;
import io.pim.e2e.chaos.ImageFacts;
import io.pim.e2e.chaos.ImageRecords;
import io.pim.e2e.chaos.RunningBuild;
import io.pim.e2e.disk.Digest;
import io.pim.workflows.message.BuildState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Judges builds by their disks, the registry, and the leftovers on every host. */
final class FleetJudge {
  private static final Duration END = Duration.ofMinutes(12);
  private static final Duration CLEAN_UP = Duration.ofMinutes(2);

  private final Fleet fleet;
  private Optional<ImageFacts> undisturbed = Optional.empty();

  FleetJudge(Fleet fleet) {
    this.fleet = fleet;
  }

  /** Waits until a build has ended, and requires its image. */
  void requireDone(RunningBuild build) throws Exception {
    requireEnded(build);
    requireImage(build.id());
  }

  /** Waits until a build has ended, and requires that it and its watching command succeeded. */
  void requireEnded(RunningBuild build) throws Exception {
    assertTrue(build.cliEnds(END), () -> "pim build watch does not end:\n" + describe(build));
    requireEnd(build);
    assertEquals(0, build.cli().exitValue(), () -> "pim build watch:\n" + describe(build));
  }

  /** Waits until a build has ended, whoever watches it, and requires its image. */
  void requireImageOf(RunningBuild build) throws Exception {
    requireEnd(build);
    requireImage(build.id());
  }

  private static void requireEnd(RunningBuild build) throws Exception {
    Waiting.until(
        END, () -> build.timeline().closed(), () -> true, () -> "not ended:" + describe(build));
    assertEquals(BuildState.DONE, build.timeline().state(), () -> describe(build));
  }

  private static String describe(RunningBuild build) {
    return build.printed() + String.join("\n", build.timeline().lines());
  }

  /** Fails if a finished image is incomplete, on any host or in the registry. */
  private void requireImage(String buildId) throws Exception {
    List<Path> images = new ArrayList<>();
    for (FleetHost host : fleet.hosts()) {
      if (Files.exists(host.image(buildId))) {
        images.add(host.image(buildId));
        List<String> faults = new ArrayList<>();
        DiskJudge disk = DiskJudge.of(host.image(buildId));
        faults.addAll(new ImageRecords(host.user().data(), buildId).faults());
        faults.addAll(disk.faults());
        assertEquals(List.of(), faults, () -> "what is wrong with " + host.image(buildId));
        if (undisturbed.isEmpty()) {
          undisturbed = Optional.of(disk.facts());
        }
        assertEquals(
            List.of(),
            undisturbed.get().differences(disk.facts()),
            "differs from the image of an undisturbed build");
      }
    }
    assertFalse(images.isEmpty(), () -> "no host has an image of " + buildId);
    if (fleet.service().store().isPresent()) {
      requireStored(buildId, images);
    }
  }

  private void requireStored(String buildId, List<Path> images) throws Exception {
    FleetHost host = fleet.hosts().stream().filter(FleetHost::isUp).findFirst().orElseThrow();
    JsonNode listed = host.pim("image", "list", "--remote", "-o", "json").exits(0).json();
    List<String> digests =
        StreamSupport.stream(listed.spliterator(), false)
            .filter(image -> image.path("name").asText().equals(buildId))
            .map(image -> image.path("sha256").asText())
            .toList();
    List<String> here = new ArrayList<>();
    for (Path image : images) {
      here.add(Digest.of(image));
    }
    assertTrue(
        digests.size() == 1 && here.contains(digests.get(0)),
        () -> "the registry has " + digests + " of " + buildId + ", the hosts have " + here);
  }

  /** Fails if a build has left a process, a claim, a draft or any other file on a host. */
  void requireNothingLeft() throws Exception {
    for (FleetHost host : fleet.hosts()) {
      Waiting.until(
          CLEAN_UP,
          () -> host.leftovers().isEmpty(),
          () -> true,
          () -> "left on " + host.name() + ": " + left(host));
    }
  }

  private static String left(FleetHost host) {
    try {
      return String.join("\n", host.leftovers()) + "\nits worker:\n" + host.workerLog();
    } catch (Exception e) {
      return e.toString();
    }
  }

  /** Fails if a step has run more than once. */
  static void requireEachStepOnce(RunningBuild build) {
    build
        .timeline()
        .runs()
        .forEach(
            run ->
                assertEquals(
                    1,
                    build.timeline().begun(run.step()),
                    () -> run.step() + " ran again:\n" + describe(build)));
  }
}
