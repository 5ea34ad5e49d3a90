package io.pim.cli.doctor;

import io.pim.tools.process.Tools;

/**
 * A program that builds can do without.
 *
 * @param forWhat what cannot be done without it
 * @param todo how it is installed
 */
record ToolCheck(Tools tools, String program, String forWhat, String todo) implements Check {
  @Override
  public String subject() {
    return program;
  }

  @Override
  public Finding look() {
    return tools
        .find(program)
        .map(file -> Finding.ok(subject(), file.toString()))
        .orElseGet(() -> Finding.warn(subject(), "is not installed; needed for " + forWhat, todo));
  }
}
