package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.host.claim.BuildService;
import io.pim.model.files.PimFolders;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.connection.GivenTask;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndedTasksTest {
  @TempDir Path folder;

  private final Set<String> openRuns = new HashSet<>(Set.of("open"));
  private final List<String> asked = new ArrayList<>();

  private boolean isOpen(GivenTask task) {
    asked.add(task.runId());
    return openRuns.contains(task.runId());
  }

  private TaskRecords records() {
    PimFolders folders =
        PimFolders.of(Map.of("XDG_RUNTIME_DIR", folder.resolve("run").toString()), folder, folder);
    return TaskRecords.begin(
        folders, new BuildService("127.0.0.1:7233", "default"), ProcessIdentity.ofThis());
  }

  private static GivenTask task(String run, String activity) {
    String token =
        Base64.getEncoder().encodeToString((run + activity).getBytes(StandardCharsets.UTF_8));
    return new GivenTask(token, "web-x86_64", run, "Build", activity);
  }

  private static Set<String> left(TaskRecords records) throws Exception {
    return records.unanswered().stream()
        .map(task -> task.runId() + task.activity())
        .collect(Collectors.toSet());
  }

  /** As those of a build that ended on another host while this one was cut off. */
  @Test
  void removesOnlyTheTasksOfEndedRuns() throws Exception {
    try (TaskRecords records = records()) {
      for (String run : List.of("open", "ended")) {
        records.given(task(run, ""));
        records.given(task(run, "RunScript"));
      }
      EndedTasks chore = new EndedTasks(records, this::isOpen);

      chore.run();

      assertEquals(Set.of("open", "openRunScript"), left(records));
      assertEquals(2, asked.size(), "one question for each run");
    }
  }

  @Test
  void asksAgainAfterTheServiceDidNotAnswer() throws Exception {
    try (TaskRecords records = records()) {
      records.given(task("ended", ""));
      List<Status> answers = new ArrayList<>(List.of(Status.UNAVAILABLE));
      EndedTasks chore =
          new EndedTasks(
              records,
              task -> {
                if (!answers.isEmpty()) {
                  throw answers.remove(0).asRuntimeException();
                }
                return false;
              });

      assertThrows(StatusRuntimeException.class, chore::run);
      assertEquals(Set.of("ended"), left(records));
      for (int i = 0; i < EndedTasks.CALLS; i++) {
        chore.run();
      }

      assertEquals(Set.of(), left(records));
    }
  }
}
