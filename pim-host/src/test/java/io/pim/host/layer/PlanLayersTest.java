package io.pim.host.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.model.files.BuildId;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanLayersTest {
  @TempDir Path folder;
  private TestBuilds builds;
  private LayerStore layers;
  private OpenBuild build;
  private List<PlanStep> steps;

  @BeforeEach
  void open() throws Exception {
    builds = new TestBuilds(folder);
    build = builds.save(TestBuilds.ID);
    layers = new LayerStore(builds.folders(), Files::exists);
    steps = build.plan().layerSteps();
  }

  private void keep(PlanStep step, BuildId by, Optional<Path> parent) throws Exception {
    Path work = Files.writeString(folder.resolve("work"), step.name() + by);
    layers.keep(work, Optional.empty(), parent, Optional.empty(), step.requiredKey(), by);
  }

  private void keepAll(BuildId by) throws Exception {
    Optional<Path> parent = Optional.empty();
    for (PlanStep step : steps) {
      keep(step, by, parent);
      parent = Optional.of(layers.disk(step.requiredKey(), by));
    }
  }

  private Optional<PlanStep> newest() throws Exception {
    return new PlanLayers(layers).newest(build).map(PlanLayers.Found::step);
  }

  /** Every subset of five layers: one bit of the mask for each existing layer. */
  @Test
  void theNewestLayerIsTheEndOfTheLongestPrefix() throws Exception {
    assertEquals(5, steps.size());
    for (int mask = 0; mask < 1 << 5; mask++) {
      keepAll(TestBuilds.OTHER);
      Optional<PlanStep> expected = Optional.empty();
      boolean whole = true;
      for (int i = 0; i < steps.size(); i++) {
        boolean there = (mask & 1 << i) != 0;
        whole &= there;
        expected = whole ? Optional.of(steps.get(i)) : expected;
        if (!there) {
          Files.delete(layers.disk(steps.get(i).requiredKey(), TestBuilds.OTHER));
        }
      }

      assertEquals(expected, newest(), "layers " + Integer.toBinaryString(mask));
    }
  }

  /** Every subset of two builds' layers, each with its own build's layer as its backing file. */
  @Test
  void usesTheLongerPrefixOfTwoBuilds() throws Exception {
    List<BuildId> both = List.of(TestBuilds.ID, TestBuilds.OTHER);
    for (int mask = 0; mask < 1 << 10; mask += 7) {
      int longest = -1;
      for (int b = 0; b < both.size(); b++) {
        keepAll(both.get(b));
        boolean whole = true;
        for (int i = 0; i < steps.size(); i++) {
          boolean there = (mask & 1 << (i + 5 * b)) != 0;
          whole &= there;
          longest = whole ? Math.max(longest, i) : longest;
          if (!there) {
            Files.delete(layers.disk(steps.get(i).requiredKey(), both.get(b)));
          }
        }
      }

      assertEquals(
          longest < 0 ? Optional.empty() : Optional.of(steps.get(longest)),
          newest(),
          "layers " + Integer.toBinaryString(mask));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void aDamagedLayerSendsTheBuildBackToTheOneBelow(int damaged) throws Exception {
    keepAll(TestBuilds.OTHER);
    Files.writeString(layers.disk(steps.get(damaged).requiredKey(), TestBuilds.OTHER), "x");

    assertEquals(damaged == 0 ? Optional.empty() : Optional.of(steps.get(damaged - 1)), newest());
  }

  @Test
  void aForcedBuildUsesOnlyItsOwnLayers() throws Exception {
    build = builds.forced().save(TestBuilds.ID);
    keepAll(TestBuilds.OTHER);
    assertEquals(Optional.empty(), newest());

    keep(steps.get(0), TestBuilds.ID, Optional.empty());

    assertEquals(Optional.of(steps.get(0)), newest());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void aBuildFromAStepStartsOnTheLayerBeforeIt(int from) throws Exception {
    build = builds.from(steps.get(from).name()).save(TestBuilds.ID);
    keepAll(TestBuilds.OTHER);
    assertEquals(from == 0 ? Optional.empty() : Optional.of(steps.get(from - 1)), newest());

    keep(steps.get(from), TestBuilds.ID, Optional.empty());

    assertEquals(Optional.of(steps.get(from)), newest());
  }

  @Test
  void doesNotBootAFinalizedSystemToContinue() throws Exception {
    keepAll(TestBuilds.OTHER);

    PlanStep found = new PlanLayers(layers).newestToBoot(build).orElseThrow().step();

    assertEquals(StepKind.FINALIZE, newest().orElseThrow().kind());
    assertEquals(steps.get(3), found);
  }
}
