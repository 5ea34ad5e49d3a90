package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.workflows.message.BuildState;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Checks a build that was disturbed. */
final class Proof {
  /**
   * The steps after which PIM keeps a disk state, so that they never run again. Shutdown keeps the
   * state that finalize leaves, when nothing writes to the disk.
   */
  private static final List<String> KEPT =
      List.of("install", "script:base", "script:work", "script:last", "shutdown");

  private final ChaosUser user;
  private final RunningBuild build;
  private final ImageFacts undisturbed;

  Proof(ChaosUser user, RunningBuild build, ImageFacts undisturbed) {
    this.user = user;
    this.build = build;
    this.undisturbed = undisturbed;
  }

  /** Fails if the build lost more than its current step, or left any files. */
  void require(Fault fault, Instant struck, BuildState ended) throws Exception {
    if (!cameTooLate(fault, struck, ended)) {
      assertEquals(fault.end(), ended, () -> "state of the build; " + build.printed());
    }
    if (ended == BuildState.DONE) {
      requireNothingRepeated(fault, struck);
      assertEquals(
          List.of(),
          undisturbed.differences(requireIntactImage(user, build)),
          "differs from the image of an undisturbed build");
    }
    requireNothingLeft();
  }

  /** Fails if the image's file does not fit its records, or its disk is wrong. */
  static ImageFacts requireIntactImage(ChaosUser user, RunningBuild build) throws Exception {
    ImageRecords records = new ImageRecords(user.pim().data(), build.id());
    DiskJudge judge = DiskJudge.of(records.image());
    List<String> faults = new ArrayList<>(records.faults());
    faults.addAll(judge.faults());
    assertEquals(List.of(), faults, () -> "what is wrong with " + records.image());
    return judge.facts();
  }

  /**
   * The last step takes a fraction of a second, so a build that is cancelled then may still
   * complete.
   */
  private boolean cameTooLate(Fault fault, Instant struck, BuildState ended) {
    return fault.end() == BuildState.CANCELED
        && ended == BuildState.DONE
        && build.timeline().stepAt(struck).equals("register");
  }

  private void requireNothingRepeated(Fault fault, Instant struck) throws Exception {
    Timeline timeline = build.timeline();
    for (String step : KEPT) {
      boolean wasDone =
          timeline.runs().stream()
              .anyMatch(
                  r ->
                      r.step().equals(step)
                          && r.completed()
                          && r.ended().filter(e -> e.isBefore(struck)).isPresent());
      boolean again =
          timeline.runs().stream()
              .anyMatch(r -> r.step().equals(step) && r.scheduled().isAfter(struck));
      assertTrue(!(wasDone && again), () -> step + " was done, and done again");
    }
    String log = build.log();
    for (String script : Marks.SCRIPTS) {
      int begun = count(log, "[script:" + script + "] " + script + " begins");
      int runs = timeline.begun("script:" + script);
      int most = fault.endsMachine() ? Math.max(runs, 1) : 1;
      assertTrue(
          begun <= most && (runs == 0 || begun > 0),
          () -> script + " began " + begun + " times in the log, was called for " + runs);
    }
  }

  private void requireNothingLeft() throws IOException {
    assertEquals(List.of(), Leftovers.of(user), "left behind");
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
