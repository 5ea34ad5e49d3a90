package io.pim.model.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CachedPrefixTest {
  private final List<PlanStep> steps =
      List.of(step("install", 1), step("script:base", 2), step("finalize", 3));

  private static StepKey key(int number) {
    return StepKey.of(String.valueOf(number).repeat(64));
  }

  private static PlanStep step(String name, int number) {
    return new PlanStep(StepKind.SCRIPT, name, Optional.of(key(number)), new TreeMap<>());
  }

  private String split(Integer... existing) {
    Set<StepKey> keys =
        Set.of(existing).stream().map(CachedPrefixTest::key).collect(Collectors.toSet());
    CachedPrefix prefix = CachedPrefix.of(steps, keys::contains);
    List<PlanStep> all = new ArrayList<>(prefix.done());
    all.addAll(prefix.todo());
    assertEquals(steps, all);
    return prefix.done().size() + " " + prefix.newest().map(PlanStep::name).orElse("nothing");
  }

  @Test
  void isTheLongestRunFromTheStart() {
    assertEquals("0 nothing", split());
    assertEquals("1 install", split(1));
    assertEquals("2 script:base", split(1, 2));
    assertEquals("3 finalize", split(1, 2, 3));
  }

  @Test
  void endsAtTheFirstGap() {
    assertEquals("1 install", split(1, 3));
    assertEquals("0 nothing", split(2, 3));
  }
}
