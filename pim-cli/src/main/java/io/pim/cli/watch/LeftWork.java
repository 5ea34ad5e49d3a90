package io.pim.cli.watch;

import io.temporal.client.WorkflowClient;
import java.util.List;
import java.util.stream.Collectors;

/** The watched work that a person may leave or cancel: one build or deployment, or several. */
record LeftWork(List<? extends Watched<?>> all) {
  static LeftWork of(Watched<?> work) {
    return new LeftWork(List.of(work));
  }

  /** The words for it: {@code the build}, {@code the builds}. */
  String the() {
    return "the " + first().noun() + (isOne() ? "" : "s");
  }

  /** A form of a verb that fits the number: {@code is} or {@code are}. */
  String verb(String one, String several) {
    return isOne() ? one : several;
  }

  /** The command that shows it: the list, if there are several. */
  String command(String verb) {
    return isOne() ? first().command(verb) : first().group() + " list";
  }

  /** The commands that cancel it, one for each. */
  String cancelCommands() {
    return all.stream().map(work -> work.command("cancel")).collect(Collectors.joining("; "));
  }

  void cancel(WorkflowClient client) {
    all.forEach(work -> work.cancel(client));
  }

  private boolean isOne() {
    return all.size() == 1;
  }

  private Watched<?> first() {
    return all.get(0);
  }
}
