package io.pim.cli.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.EvaluationResult;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.pim.cli.architecture.fixture.Nondeterministic;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rule finds every kind of nondeterministic call, and accepts deterministic code. */
class DeterminismRuleTest {
  private static final JavaClasses FIXTURES =
      new ClassFileImporter().importPackagesOf(Nondeterministic.class);

  private static Stream<String> ways() {
    return FIXTURES.stream()
        .filter(c -> c.getEnclosingClass().isPresent())
        .map(JavaClass::getSimpleName)
        .sorted();
  }

  private static EvaluationResult look(String simpleName) {
    return ArchRuleDefinition.classes()
        .that()
        .haveSimpleName(simpleName)
        .should(DeterminismRule.beDeterministic())
        .evaluate(FIXTURES);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void findsEachViolation(String way) {
    assertTrue(look(way).hasViolation(), "code that does this would pass: " + way);
  }

  @Test
  void acceptsDeterministicCode() {
    assertEquals(List.of(), look("Deterministic").getFailureReport().getDetails());
  }
}
