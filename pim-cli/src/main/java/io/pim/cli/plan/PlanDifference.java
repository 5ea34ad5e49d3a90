package io.pim.cli.plan;

import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Describes the differences between two plans. */
public final class PlanDifference {
  private static final int SHOWN_DIGITS = 12;
  private static final int DIGEST_DIGITS = 64;

  private final List<String> lines = new ArrayList<>();

  private PlanDifference() {}

  /** One line for each difference, in the order of the steps; empty for equal plans. */
  public static List<String> between(Plan before, Plan after) {
    PlanDifference difference = new PlanDifference();
    difference.value("profile", before.profile(), after.profile());
    difference.value("architecture", before.architecture(), after.architecture());
    difference.value("processors", before.machine().cpus(), after.machine().cpus());
    difference.value("ISO", before.iso().key(), after.iso().key());
    difference.value("builder", before.builder(), after.builder());
    difference.value("login", before.access(), after.access());
    difference.value("limits", before.limits(), after.limits());
    difference.steps(before, after);
    return List.copyOf(difference.lines);
  }

  private void steps(Plan before, Plan after) {
    Set<String> names = new LinkedHashSet<>();
    before.steps().forEach(step -> names.add(step.name()));
    after.steps().forEach(step -> names.add(step.name()));
    for (String name : names) {
      Optional<PlanStep> old = before.step(name);
      Optional<PlanStep> now = after.step(name);
      if (old.isEmpty() || now.isEmpty()) {
        lines.add(name + ": " + (old.isEmpty() ? "added" : "removed"));
      } else {
        inputs(name, old.get(), now.get());
      }
    }
    order(before, after);
  }

  private void inputs(String step, PlanStep before, PlanStep after) {
    Set<String> names = new TreeSet<>(before.inputs().keySet());
    names.addAll(after.inputs().keySet());
    for (String name : names) {
      value(step + ": " + name, before.inputs().get(name), after.inputs().get(name));
    }
  }

  private void order(Plan before, Plan after) {
    List<String> old = names(before, after);
    List<String> now = names(after, before);
    if (!old.equals(now)) {
      lines.add("order: " + String.join(", ", old) + " -> " + String.join(", ", now));
    }
  }

  /** The names of the scripts in both plans. */
  private static List<String> names(Plan plan, Plan other) {
    return plan.scripts().stream()
        .map(PlanStep::name)
        .filter(name -> other.step(name).isPresent())
        .toList();
  }

  private void value(String what, Object before, Object after) {
    if (!Objects.equals(before, after)) {
      lines.add(what + ": " + shown(before) + " -> " + shown(after));
    }
  }

  private static String shown(Object value) {
    String text = String.valueOf(value);
    return text.length() == DIGEST_DIGITS && text.matches("[0-9a-f]+")
        ? text.substring(0, SHOWN_DIGITS)
        : text;
  }
}
