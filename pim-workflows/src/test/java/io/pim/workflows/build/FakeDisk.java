package io.pim.workflows.build;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.plan.PlanStep;
import io.pim.workflows.failure.Failures;
import java.util.ArrayList;
import java.util.List;

/**
 * A build's disk and the machine that runs on it: the effects of all steps, in order and with their
 * counts. An interrupted step has left half of its effect, and completes it when it joins its own
 * work. A machine that is ended takes with it everything that is not in a layer.
 */
final class FakeDisk {
  private List<String> content;
  private boolean running;

  /** Flattening and verifying run at the same time. */
  private volatile List<String> draft;

  private volatile List<String> verified;

  void clear() {
    content = null;
    running = false;
    draft = null;
    verified = null;
  }

  void create() {
    require(!running, "a machine runs on the disk that is to be made");
    content = new ArrayList<>();
  }

  /** Starts a machine on a copy of a layer, or joins the one that runs. */
  void boot(List<String> layer) {
    if (!running) {
      content = new ArrayList<>(layer);
      running = true;
    }
  }

  /** Ends the machine as the guest does when it powers off. */
  void powerOff() {
    requireRunning();
    running = false;
  }

  /** Ends the machine in any state. */
  void kill() {
    running = false;
    content = null;
  }

  void requireRunning() {
    require(running, "no machine runs");
  }

  void requireThere() {
    require(content != null, "there is no disk");
  }

  void requireImage() {
    require(draft != null, "there is no image");
  }

  void begin(PlanStep step) {
    requireThere();
    if (content.isEmpty() || !content.get(content.size() - 1).equals(half(step))) {
      content.add(half(step));
    }
  }

  void finish(PlanStep step) {
    content.set(content.size() - 1, whole(step));
  }

  private static String half(PlanStep step) {
    return "half of " + whole(step);
  }

  private static String whole(PlanStep step) {
    return step.name() + " " + step.inputs();
  }

  List<String> content() {
    return List.copyOf(content);
  }

  void flatten(List<String> layer) {
    draft = layer;
  }

  void verify(List<String> layer) {
    verified = layer;
  }

  /** The image, which must be made from the verified disk. */
  List<String> image() {
    requireImage();
    require(draft.equals(verified), "the image is not of the disk that was verified");
    return draft;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw Failures.toTemporalFinal(
          BuildFailure.of(FailureKind.INTERNAL, "The steps came in a wrong order: " + otherwise)
              .build()
              .report());
    }
  }
}
