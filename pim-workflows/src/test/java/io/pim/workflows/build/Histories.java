package io.pim.workflows.build;

import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.WorkflowExecutionHistory;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The recorded histories among the tests' resources. */
final class Histories {
  private Histories() {}

  /** Their names, in order. */
  static List<String> names() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.map(f -> f.getFileName().toString().replace(".json", "")).sorted().toList();
    }
  }

  static WorkflowExecutionHistory read(String name) throws IOException, URISyntaxException {
    return WorkflowExecutionHistory.fromJson(Files.readString(folder().resolve(name + ".json")));
  }

  /** The events in any of the histories. */
  static List<HistoryEvent> allEvents() throws IOException, URISyntaxException {
    Stream.Builder<HistoryEvent> events = Stream.builder();
    for (String name : names()) {
      read(name).getEvents().forEach(events);
    }
    return events.build().toList();
  }

  private static Path folder() throws URISyntaxException {
    return Path.of(Histories.class.getResource("/histories").toURI());
  }
}
