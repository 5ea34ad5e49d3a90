package io.pim.model.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Describes in words how two plans of a profile differ. */
final class PlanChanges {
  private final Plan before;
  private final Plan after;

  PlanChanges(Plan before, Plan after) {
    this.before = before;
    this.after = after;
  }

  /** All differences, in the order of the steps. */
  List<String> all() {
    List<String> changes = new ArrayList<>();
    after.steps().forEach(step -> changes.addAll(ownOf(step)));
    changes.addAll(ofOrder());
    value(changes, "the limits", before.limits(), after.limits());
    value(changes, "the login", before.access(), after.access());
    value(changes, "the builder", before.builder(), after.builder());
    value(changes, "the processors", before.machine().cpus(), after.machine().cpus());
    return changes.stream().distinct().toList();
  }

  /** The reasons why {@code step} has a new key, given that all keys before it are unchanged. */
  List<String> at(PlanStep step) {
    List<String> own = ownOf(step);
    return own.isEmpty() ? ofOrder() : own;
  }

  private List<String> ownOf(PlanStep step) {
    Optional<PlanStep> old = before.step(step.name());
    if (old.isEmpty()) {
      return List.of(title(step) + " is new");
    }
    TreeSet<String> names = new TreeSet<>(old.get().inputs().keySet());
    names.addAll(step.inputs().keySet());
    List<String> changes = new ArrayList<>();
    for (String name : names) {
      value(changes, title(step, name), old.get().inputs().get(name), step.inputs().get(name));
    }
    return changes;
  }

  /** Removed steps, and scripts in another order. */
  private List<String> ofOrder() {
    List<String> changes = new ArrayList<>();
    before.steps().stream()
        .filter(step -> after.step(step.name()).isEmpty())
        .forEach(step -> changes.add(title(step) + " was removed"));
    if (!commonScripts(before, after).equals(commonScripts(after, before))) {
      changes.add("the order of the scripts changed");
    }
    return changes;
  }

  private static List<String> commonScripts(Plan plan, Plan other) {
    return plan.scripts().stream()
        .map(PlanStep::name)
        .filter(name -> other.step(name).isPresent())
        .toList();
  }

  private static void value(List<String> changes, String what, Object before, Object after) {
    if (before == null || !before.equals(after)) {
      changes.add(what + " changed");
    }
  }

  /** A readable name for an input; the input names are the planner's. */
  private static String title(PlanStep step, String input) {
    return switch (step.kind()) {
      case ISO -> "the ISO";
      case SCRIPT ->
          input.equals("files")
              ? "what files.d lays into the guest"
              : input.equals("script") ? title(step) : "the " + input + " of " + title(step);
      case FINALIZE -> "PIM's finalize script";
      case VERIFY -> input.equals("script") ? "the verification script" : "PIM's checks";
      case CLAIM, CACHE, DISK, INSTALL, BOOT, SSH, SHUTDOWN, FLATTEN, REGISTER, PUSH, UNKNOWN ->
          "the " + input.replace('_', ' ');
    };
  }

  private static String title(PlanStep step) {
    return step.kind() == StepKind.SCRIPT && step.name().contains(":")
        ? "script " + step.name().substring(step.name().indexOf(':') + 1)
        : "step " + step.name().toLowerCase(Locale.ROOT);
  }
}
