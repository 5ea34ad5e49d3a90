package io.pim.cli.doctor;

import io.pim.worker.connection.SearchAttributeSetup;
import io.pim.worker.connection.TemporalConnection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the service has the search attributes that lists of builds need. */
record SearchAttributesCheck(ServiceReach reach) implements Check {
  @Override
  public String subject() {
    return "Search attributes";
  }

  @Override
  public Finding look() {
    Optional<TemporalConnection> connection = reach.connect();
    if (connection.isEmpty()) {
      return Finding.ok(subject(), "added when PIM's own server starts");
    }
    List<String> missing = new SearchAttributeSetup(connection.get()).missing();
    boolean own = connection.get().address().isOwn();
    return missing.isEmpty() || own
        ? Finding.ok(subject(), "known to the service")
        : Finding.warn(
            subject(),
            "the service lacks "
                + String.join(", ", missing)
                + "; a worker with the right to "
                + "do so adds them",
            "temporal operator search-attribute create "
                + missing.stream()
                    .map(name -> "--name " + name + " --type Keyword")
                    .collect(Collectors.joining(" ")));
  }
}
