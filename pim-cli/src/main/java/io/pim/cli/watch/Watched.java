package io.pim.cli.watch;

import io.pim.cli.client.Outcome;
import io.pim.cli.output.Terminal;
import io.temporal.client.WorkflowClient;
import java.util.List;

/** A build or a deployment that a person watches. */
public interface Watched<O extends Outcome> {
  /** The name that people use. */
  String id();

  /** The word for it: {@code build}. */
  String noun();

  /** The group of commands for it: {@code pim build}. */
  String group();

  /** What the service and the workflow report. */
  Seen<O> observe(WorkflowClient client);

  /** The service's own view, which needs no worker. */
  Seen<O> glance(WorkflowClient client);

  /** How it ended. */
  O outcome(WorkflowClient client);

  /** Makes it clean up and end. */
  void cancel(WorkflowClient client);

  /** Prints its result and its leftovers. */
  void printResult(O outcome, Terminal terminal);

  /** The commands that help to find out why it is held, besides its log. */
  List<NextCommand> whileHeld(O outcome);

  /** A command for it: {@code pim build show ID}. */
  default String command(String verb) {
    return group() + " " + verb + " " + id();
  }
}
