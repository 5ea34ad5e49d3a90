package io.pim.cli.doctor;

import io.pim.tools.process.Tools;

/** The tool for disk files. */
record QemuImgCheck(Tools tools, PackageManager packages) implements Check {
  @Override
  public String subject() {
    return "qemu-img";
  }

  @Override
  public Finding look() {
    return tools
        .find("qemu-img")
        .map(program -> Finding.ok(subject(), program.toString()))
        .orElseGet(
            () ->
                Finding.fail(
                    subject(), "is not installed", packages.install("qemu-utils", "qemu")));
  }
}
