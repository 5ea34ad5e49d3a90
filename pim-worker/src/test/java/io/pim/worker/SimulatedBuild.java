package io.pim.worker;

import io.pim.model.files.BuildId;
import io.pim.model.plan.GuestAccess;
import io.pim.model.plan.IsoSource;
import io.pim.model.plan.Limits;
import io.pim.model.plan.MachineSpec;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKey;
import io.pim.model.plan.StepKind;
import io.pim.model.secret.SealedBlob;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.workflows.build.BuildWorkflow;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.OnFailure;
import io.pim.workflows.queue.TaskQueues;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A build with two scripts that any host may take. */
record SimulatedBuild(String profile) {
  private static final List<String> SCRIPTS = List.of("script:base", "script:app");

  BuildId id() {
    return BuildId.of(profile + "-x86_64-20261122-120000");
  }

  /** Starts the build as a person's command does. */
  WorkflowStub start(WorkflowClient client) {
    WorkflowStub build = client.newUntypedWorkflowStub(BuildWorkflow.TYPE, options());
    build.start(new BuildRequest(id(), plan(), SealedBlob.of("c2VhbGVk"), false, OnFailure.FAIL));
    return build;
  }

  private WorkflowOptions options() {
    return WorkflowOptions.newBuilder()
        .setWorkflowId(id().workflowId())
        .setTaskQueue(TaskQueues.WORKFLOWS)
        .setStaticSummary(id().text())
        .setMemo(Map.of(BuildAttributes.BUILD_ID_MEMO, id().text()))
        .setTypedSearchAttributes(
            SearchAttributes.newBuilder()
                .set(BuildAttributes.PROFILE, profile)
                .set(BuildAttributes.ARCHITECTURE, Architecture.X86_64.id())
                .set(BuildAttributes.STATE, BuildState.WAITING.name())
                .set(BuildAttributes.STEP, plan().steps().get(0).name())
                .set(BuildAttributes.HOST, "")
                .set(BuildAttributes.IMAGE, "")
                .build())
        .build();
  }

  private Plan plan() {
    List<PlanStep> steps = new ArrayList<>();
    StepKey key = StepKey.derive(Optional.empty(), StepKind.ISO, new TreeMap<>());
    for (StepKind kind : StepKind.inOrder()) {
      Stream<String> names = kind == StepKind.SCRIPT ? SCRIPTS.stream() : Stream.of(kind.title());
      for (String name : names.toList()) {
        steps.add(new PlanStep(kind, name, Optional.of(key), new TreeMap<>()));
        key = StepKey.derive(Optional.of(key), kind, new TreeMap<>());
      }
    }
    return new Plan(
        Plan.FORMAT,
        profile,
        new MachineSpec(
            Architecture.X86_64, Firmware.BIOS, ByteSize.parse("1M"), ByteSize.parse("64M"), 1),
        new IsoSource(
            "test", "netinst.iso", List.of("file:///test.iso"), Digest.of(Sha256.ofText("iso"))),
        new GuestAccess("root", Duration.ofSeconds(1), Duration.ofSeconds(1)),
        new Limits(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1)),
        Plan.ANY_HOST,
        key,
        steps);
  }
}
