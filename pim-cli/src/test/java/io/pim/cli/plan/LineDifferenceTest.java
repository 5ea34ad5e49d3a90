package io.pim.cli.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineDifferenceTest {
  @Test
  void showsTheLinesThatDiffer() {
    assertEquals(List.of(), LineDifference.of("a\nb\n", "a\nb"));
    assertEquals(List.of("-b", "+x"), LineDifference.of("a\nb\nc\n", "a\nx\nc\n"));
    assertEquals(
        List.of("-a", "+z", "-c"), LineDifference.of("a\nb\nc\nd\n", "z\nb\nd\n"), "in order");
    assertEquals(List.of("+a"), LineDifference.of("", "a"));
    assertEquals(List.of("-a"), LineDifference.of("a\na", "a"));
  }

  @Test
  void replacesTextsThatAreTooLongCompletely() {
    String a = "a\n".repeat(5000);
    String b = "b\n".repeat(5000);
    assertEquals(10_000, LineDifference.of(a, b).size());
  }
}
