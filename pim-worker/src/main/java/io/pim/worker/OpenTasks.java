package io.pim.worker;

import io.pim.model.files.Listing;
import io.pim.model.json.Json;
import io.pim.worker.connection.GivenTask;
import io.pim.workflows.host.HostWorkflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The activities that the workers of a host run now, by their own records. Commands read them when
 * the service may not answer.
 *
 * @param folder the records ({@link io.pim.model.files.PimFolders#tasks()})
 */
public record OpenTasks(Path folder) {
  /**
   * The activities of workers that live. The host's reports are not work, so they are left out.
   *
   * @throws IOException when the folder cannot be read
   */
  public List<GivenTask> activities() throws IOException {
    List<GivenTask> tasks = new ArrayList<>();
    for (Path file : Listing.of(folder)) {
      // The command may run as root in a folder of another user, who could put a pipe there.
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        add(file, tasks);
      }
    }
    return tasks;
  }

  private static void add(Path file, List<GivenTask> tasks) {
    try {
      TaskRecord record = Json.read(file, TaskRecord.class);
      if (record.task().isOfActivity()
          && !record.task().workflowType().equals(HostWorkflow.TYPE)
          && record.worker().isAlive()) {
        tasks.add(record.task());
      }
    } catch (IOException e) {
      // The task has just been completed, or its record is being written.
      return;
    }
  }
}
