package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.host.claim.BuildService;
import io.pim.model.files.PimFolders;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.connection.GivenTask;
import io.pim.workflows.activity.HostRecordActivities;
import io.pim.workflows.host.HostWorkflow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands read the records that workers write. */
class OpenTasksTest {
  private static final ProcessIdentity DEAD =
      new ProcessIdentity(ProcessHandle.current().pid(), Instant.EPOCH, "another boot");

  @TempDir Path folder;
  private PimFolders folders;
  private OpenTasks open;

  @BeforeEach
  void setUp() {
    folders =
        PimFolders.of(Map.of("XDG_RUNTIME_DIR", folder.resolve("run").toString()), folder, folder);
    open = new OpenTasks(folders.tasks());
  }

  private TaskRecords records(ProcessIdentity worker) {
    return TaskRecords.begin(folders, new BuildService("127.0.0.1:7233", "default"), worker);
  }

  private static GivenTask task(String type, String activity) {
    String token =
        Base64.getEncoder().encodeToString((type + activity).getBytes(StandardCharsets.UTF_8));
    return new GivenTask(token, "web-x86_64", "run", type, activity);
  }

  @Test
  void findsTheActivitiesOfLivingWorkers() throws Exception {
    assertEquals(List.of(), open.activities());
    GivenTask push = task("Build", "StorePush");
    try (TaskRecords living = records(ProcessIdentity.ofThis());
        TaskRecords dead = records(DEAD)) {
      living.given(push);
      living.given(task("Build", ""));
      living.given(task(HostWorkflow.TYPE, HostRecordActivities.REPORT));
      dead.given(task("Build", "ImageFlatten"));
      assertEquals(List.of(push), open.activities());
      living.settled(push.key());
      assertEquals(List.of(), open.activities());
    }
  }

  @Test
  void ignoresFilesThatAreNoRecords() throws Exception {
    Files.createDirectories(folders.tasks());
    Files.writeString(folders.tasks().resolve("1-a.json"), "{");
    Files.createDirectory(folders.tasks().resolve("1-b.json"));
    Files.createSymbolicLink(folders.tasks().resolve("1-c.json"), folder.resolve("missing"));
    assertEquals(List.of(), open.activities());
  }
}
