package io.pim.model.plan;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.json.Json;
import io.pim.model.plan.Remaining.Fate;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The only order of a build: which plans follow it, and which steps a layer makes unnecessary. */
class PlanOrderTest {
  private static final List<StepKind> TWO_SCRIPTS =
      StepKind.inOrder().stream()
          .flatMap(
              kind ->
                  kind == StepKind.SCRIPT ? List.of(kind, kind).stream() : List.of(kind).stream())
          .toList();

  private static Plan plan(int format, List<StepKind> kinds) {
    List<PlanStep> steps = new ArrayList<>();
    for (StepKind kind : kinds) {
      String name = kind.name().toLowerCase(Locale.ROOT) + "-" + steps.size();
      StepKey key = new StepKey(Sha256.ofText(name));
      steps.add(new PlanStep(kind, name, Optional.of(key), new TreeMap<>()));
    }
    return new Plan(
        format,
        "web",
        new MachineSpec(
            Architecture.X86_64, Firmware.BIOS, ByteSize.parse("1G"), ByteSize.parse("1G"), 1),
        new IsoSource(
            "debian", "debian.iso", List.of("file:///debian.iso"), Digest.of(Sha256.ofText("iso"))),
        new GuestAccess("root", Duration.ofMinutes(1), Duration.ofSeconds(1)),
        new Limits(Duration.ofHours(1), Duration.ofHours(1), Duration.ofMinutes(5)),
        Plan.ANY_HOST,
        new StepKey(Sha256.ofText("image")),
        steps);
  }

  private static FailureReport refusal(Plan plan) {
    FailureReport report =
        assertThrows(BuildFailure.class, () -> PlanCheck.require(plan, "host1")).report();
    assertEquals(FailureKind.PLAN_UNREADABLE, report.kind());
    assertEquals("host1", report.where());
    return report;
  }

  @Test
  void acceptsEveryKindInOrderWithAnyNumberOfScripts() {
    List<StepKind> none = new ArrayList<>(StepKind.inOrder());
    none.remove(StepKind.SCRIPT);
    for (List<StepKind> kinds : List.of(none, StepKind.inOrder(), TWO_SCRIPTS)) {
      assertDoesNotThrow(() -> PlanCheck.require(plan(Plan.FORMAT, kinds), "host1"));
    }
  }

  @Test
  void refusesAStepThatANewerPimHasAdded() throws Exception {
    Plan known = plan(Plan.FORMAT, StepKind.inOrder());
    ObjectNode json = Json.mapper().valueToTree(known);
    ((ObjectNode) json.path("steps").path(3)).put("kind", "POLISH").put("name", "polish");
    Plan newer = Json.mapper().treeToValue(json, Plan.class);

    assertTrue(refusal(newer).why().contains("'polish'"), refusal(newer).why());
  }

  @Test
  void refusesACompressionOfANewerPim() throws Exception {
    ObjectNode json = Json.mapper().valueToTree(plan(Plan.FORMAT, StepKind.inOrder()));
    for (JsonNode step : json.path("steps")) {
      if (step.path("kind").asText().equals("FLATTEN")) {
        ((ObjectNode) step.path("inputs")).put(Plan.COMPRESSION, "lz9");
      }
    }

    String why = refusal(Json.mapper().treeToValue(json, Plan.class)).why();

    assertEquals("This PIM does not know the compression 'lz9'.", why);
  }

  @Test
  void refusesAnotherFormat() {
    assertTrue(refusal(plan(2, StepKind.inOrder())).why().contains("format 2"));
  }

  @ParameterizedTest
  @EnumSource(
      value = StepKind.class,
      names = {"SCRIPT", "PUSH", "UNKNOWN"},
      mode = EnumSource.Mode.EXCLUDE)
  void refusesAPlanThatLacksAStepOrHasItLast(StepKind kind) {
    List<StepKind> without = new ArrayList<>(TWO_SCRIPTS);
    without.remove(kind);
    refusal(plan(Plan.FORMAT, without));
    without.add(0, kind == StepKind.CLAIM ? StepKind.CACHE : kind);
    refusal(plan(Plan.FORMAT, without));
  }

  @Test
  void refusesAnUnknownStep() {
    List<StepKind> more = new ArrayList<>(TWO_SCRIPTS);
    more.add(StepKind.PUSH);
    refusal(plan(Plan.FORMAT, more));
  }

  private static String fates(String newest) {
    Plan plan = plan(Plan.FORMAT, TWO_SCRIPTS);
    Remaining remaining = new Remaining(plan, plan.step(newest));
    Map<Fate, String> letters = Map.of(Fate.TODO, "t", Fate.CACHED, "c", Fate.NOT_NEEDED, "n");
    return plan.steps().stream()
        .map(step -> letters.get(remaining.of(step)))
        .collect(Collectors.joining());
  }

  @Test
  void aLayerMakesEarlierStepsUnnecessary() {
    // claim, cache, iso, disk, install, boot, ssh, two scripts, finalize, shutdown, then the image.
    assertEquals("ttttttttttt" + "ttt", fates(""));
    assertEquals("ttnnc" + "tttttt" + "ttt", fates("install-4"));
    assertEquals("ttnnc" + "ttcttt" + "ttt", fates("script-7"));
    assertEquals("ttnnc" + "ttcctt" + "ttt", fates("script-8"));
    assertEquals("ttnnc" + "nncccn" + "ttt", fates("finalize-9"));
  }

  @Test
  void theLayerOfFinalizeNeedsAMachineThatIsOff() {
    Plan plan = plan(Plan.FORMAT, StepKind.inOrder());
    List<String> completing =
        plan.steps().stream()
            .filter(step -> plan.layerCompletedBy(step).isPresent())
            .map(PlanStep::name)
            .toList();
    assertEquals(List.of("install-4", "script-7", "shutdown-9"), completing);
    assertEquals(
        plan.only(StepKind.FINALIZE).key(), plan.layerCompletedBy(plan.only(StepKind.SHUTDOWN)));
  }
}
