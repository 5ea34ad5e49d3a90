package io.pim.cli.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.model.plan.Plan;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanDifferenceTest extends PlanningTest {
  private List<String> difference(Runnable change) {
    Plan before = plan().plan();
    change.run();
    return PlanDifference.between(before, plan().plan());
  }

  @Test
  void findsNoneBetweenEqualPlans() {
    assertEquals(List.of(), difference(() -> {}));
  }

  private String fingerprint(String text) {
    return sealer().fingerprint(text).abbreviated();
  }

  @Test
  void namesStepAndInput() {
    folder.file("scripts.d/base.sh", "a\n");
    assertEquals(
        List.of("script:base: script: " + fingerprint("a\n") + " -> " + fingerprint("b\n")),
        difference(() -> folder.file("scripts.d/base.sh", "b\n")));
  }

  @Test
  void namesValuesUnchanged() {
    assertEquals(
        List.of("install: memory: 2G -> 4G"),
        difference(() -> folder.file("pim.yml", "build: {memory: 4G}\n")));
    assertEquals(
        List.of("processors: 2 -> 4"),
        difference(() -> folder.file("pim.yml", "build: {memory: 4G, cpus: 4}\n")));
  }

  @Test
  void namesAddedRemovedAndMovedScripts() {
    folder.file("scripts.d/a.sh", "a\n").file("scripts.d/b.sh", "b\n");
    folder.file("profiles.d/web.yml", "web: {scripts: [a]}\n");
    assertEquals(
        List.of("script:b: added"),
        difference(() -> folder.file("profiles.d/web.yml", "web: {scripts: [a, b]}\n")));
    assertEquals(
        List.of("order: script:a, script:b -> script:b, script:a"),
        difference(() -> folder.file("profiles.d/web.yml", "web: {scripts: [b, a]}\n")));
    assertEquals(
        List.of("script:a: removed"),
        difference(() -> folder.file("profiles.d/web.yml", "web: {scripts: [b]}\n")));
  }
}
