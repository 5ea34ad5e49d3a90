package io.pim.workflows.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.pim.model.failure.FailureKind;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKey;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.OnFailure;
import io.temporal.client.WorkflowStub;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * With any existing layers and any faults along the way, a build ends with the same image and makes
 * each missing layer once. Each case is the seed of its random choices.
 */
class UndisturbedResultTest {
  private static final int CASES = 200;

  private static final List<String> STEPS =
      List.of(
          "reopen",
          "open",
          "look",
          "iso",
          "disk",
          "install",
          "boot",
          "ssh",
          "finalize",
          "shutdown",
          "flatten",
          "verify",
          "publish");

  /** A build is held after more set-backs without a new layer. */
  private static final int MOST_SET_BACKS = 3;

  /**
   * Faults that pass; {@link InjectedFailuresTest} has the silent ones, which take a second each.
   */
  private static final List<Fault> FAULTS =
      List.of(
          Fault.UNFORESEEN,
          Fault.of(FailureKind.NETWORK),
          Fault.of(FailureKind.VM_LOST),
          Fault.of(FailureKind.SSH_LOST));

  private static BuildEnvironment environment;

  @BeforeAll
  static void open() {
    environment = new BuildEnvironment();
  }

  @AfterAll
  static void close() {
    environment.close();
  }

  static IntStream seeds() {
    return IntStream.range(0, CASES);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void anyLayersAndPassingFailuresGiveTheSameImage(int seed) {
    Random random = new Random(seed);
    Plan plan = plan(random);
    Undisturbed undisturbed = undisturbed(plan);
    BuildWorkflow workflow = environment.newBuild();
    FakeHost host = environment.host();
    List<StepKey> keys = plan.layerSteps().stream().map(PlanStep::requiredKey).toList();
    Set<StepKey> there = new HashSet<>(keys);
    there.removeIf(key -> random.nextInt(4) == 0);
    host.layers().add(undisturbed.layersOf(there));
    int setBacks = 0;
    for (String step : names(plan)) {
      if (random.nextInt(3) == 0) {
        Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
        boolean setsBack = fault.kind() == FailureKind.VM_LOST;
        setBacks += setsBack ? 1 : 0;
        host.faults()
            .disturb(step, setBacks > MOST_SET_BACKS && setsBack ? Fault.UNFORESEEN : fault);
      }
    }

    BuildResult result = run(workflow, TestPlans.request(plan, OnFailure.FAIL));

    assertEquals(undisturbed.result(), result, workflow.status().toString());
    assertEquals(BuildState.DONE, workflow.status().state());
    int newest =
        IntStream.range(0, keys.size()).filter(i -> there.contains(keys.get(i))).max().orElse(-1);
    assertEquals(
        keys.subList(newest + 1, keys.size()),
        host.layers().produced(),
        "each missing layer is made once");
    assertFalse(host.isClaimed());
  }

  @ParameterizedTest(name = "{0} layers")
  @MethodSource("prefixes")
  void anyPrefixOfLayersGivesTheSameImage(int layers) {
    Plan plan = plan(new Random(4));
    Undisturbed undisturbed = undisturbed(plan);
    List<StepKey> keys = plan.layerSteps().stream().map(PlanStep::requiredKey).toList();
    BuildWorkflow workflow = environment.newBuild();
    FakeHost host = environment.host();
    host.layers().add(undisturbed.layersOf(Set.copyOf(keys.subList(0, layers))));

    BuildResult result = run(workflow, TestPlans.request(plan, OnFailure.FAIL));

    assertEquals(undisturbed.result(), result);
    assertEquals(keys.subList(layers, keys.size()), host.layers().produced());
  }

  private static BuildResult run(BuildWorkflow workflow, BuildRequest request) {
    WorkflowStub stub = WorkflowStub.fromTyped(workflow);
    stub.start(request);
    return stub.getResult(BuildResult.class);
  }

  static IntStream prefixes() {
    return IntStream.rangeClosed(0, plan(new Random(4)).layerSteps().size());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("fewSeeds")
  void makesALostLayerAgain(int seed) {
    Random random = new Random(seed);
    Plan plan = plan(random);
    List<StepKey> keys = plan.layerSteps().stream().map(PlanStep::requiredKey).toList();
    int lost = random.nextInt(keys.size() - 1);
    Undisturbed undisturbed = undisturbed(plan);
    BuildWorkflow workflow = environment.newBuild();
    FakeHost host = environment.host();
    host.faults().fail("shutdown", FailureKind.SCRIPT_FAILED);
    WorkflowStub stub = WorkflowStub.fromTyped(workflow);
    stub.start(TestPlans.request(plan, OnFailure.HOLD));
    environment.await(workflow, s -> s.state() == BuildState.HELD);
    keys.subList(lost, keys.size()).forEach(host.layers()::lose);

    workflow.retry();

    assertEquals(undisturbed.result(), stub.getResult(BuildResult.class));
    List<StepKey> made = new ArrayList<>(keys.subList(0, keys.size() - 1));
    made.addAll(keys.subList(lost, keys.size()));
    assertEquals(made, host.layers().produced());
  }

  static IntStream fewSeeds() {
    return IntStream.range(0, 20);
  }

  /** The result and the layers of a build without faults and without earlier layers. */
  private record Undisturbed(BuildResult result, Map<StepKey, List<String>> layers) {
    Map<StepKey, List<String>> layersOf(Set<StepKey> keys) {
      Map<StepKey, List<String>> some = new HashMap<>(layers);
      some.keySet().retainAll(keys);
      return some;
    }
  }

  private static Undisturbed undisturbed(Plan plan) {
    BuildResult result = run(environment.newBuild(), TestPlans.request(plan, OnFailure.FAIL));
    return new Undisturbed(result, environment.host().layers().all());
  }

  private static Plan plan(Random random) {
    Map<String, String> scripts = new LinkedHashMap<>();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      scripts.put("s" + i, "text " + random.nextInt());
    }
    return TestPlans.plan(scripts, "preseed " + random.nextInt());
  }

  private static List<String> names(Plan plan) {
    List<String> names = new ArrayList<>(STEPS);
    plan.scripts().forEach(script -> names.add(script.name()));
    return names;
  }
}
