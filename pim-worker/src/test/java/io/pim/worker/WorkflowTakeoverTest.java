package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.protobuf.ByteString;
import io.pim.tools.process.ProcessIdentity;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.CompleteWorkflowExecutionCommandAttributes;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.taskqueue.v1.StickyExecutionAttributes;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.client.WorkflowStub;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workflows that a killed worker had in its memory. */
@Timeout(120)
class WorkflowTakeoverTest extends TakeoverFixture {
  @Test
  void returnsATaskOfAWorkflow() throws Exception {
    TaskRecords killed = recordsOf(GONE, here());
    begin("workflows");
    ByteString first = takeWorkflowTask("workflows").getTaskToken();
    killed.close();

    takeOver();

    assertFalse(takeWorkflowTask("workflows").getTaskToken().equals(first));
  }

  /**
   * The server offers a workflow's next task first to the worker that has the workflow in memory.
   */
  @Test
  void takesAWorkflowFromTheMemoryOfAKilledWorker() throws Exception {
    TaskRecords killed = recordsOf(GONE, here());
    WorkflowStub build = begin("workflows");
    PollWorkflowTaskQueueResponse first = takeWorkflowTask("workflows");
    service()
        .respondWorkflowTaskCompleted(
            RespondWorkflowTaskCompletedRequest.newBuilder()
                .setNamespace("default")
                .setTaskToken(first.getTaskToken())
                .setStickyAttributes(
                    StickyExecutionAttributes.newBuilder()
                        .setWorkerTaskQueue(TaskQueue.newBuilder().setName("memory of the killed"))
                        .setScheduleToStartTimeout(
                            com.google.protobuf.Duration.newBuilder().setSeconds(3600)))
                .build());
    assertEquals(1, kept().size(), "its record exists as long as it runs");
    killed.close();

    takeOver();

    build.signal("retry");
    TaskRecords next = recordsOf(ProcessIdentity.ofThis(), here());
    try (next) {
      PollWorkflowTaskQueueResponse second = takeWorkflowTask("workflows");
      assertFalse(second.getTaskToken().isEmpty());
      assertEquals(1, kept().size());
      service()
          .respondWorkflowTaskCompleted(
              RespondWorkflowTaskCompletedRequest.newBuilder()
                  .setNamespace("default")
                  .setTaskToken(second.getTaskToken())
                  .addCommands(
                      Command.newBuilder()
                          .setCommandType(CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION)
                          .setCompleteWorkflowExecutionCommandAttributes(
                              CompleteWorkflowExecutionCommandAttributes.newBuilder()))
                  .build());
      assertEquals(List.of(), kept());
    }
  }
}
