package io.pim.cli.doctor;

import io.pim.tools.process.Tools;
import java.util.Optional;

/**
 * A program that PIM runs.
 *
 * @param missing the verdict when it is missing
 * @param forWhat what does not work without it
 * @param todo how to install it
 */
record ToolCheck(Tools tools, String program, Verdict missing, String forWhat, String todo)
    implements Check {
  @Override
  public String subject() {
    return program;
  }

  @Override
  public Finding look() {
    return tools
        .find(program)
        .map(file -> Finding.ok(subject(), file.toString()))
        .orElseGet(
            () ->
                new Finding(
                    subject(),
                    missing,
                    "is not installed; needed for " + forWhat,
                    Optional.of(todo)));
  }
}
