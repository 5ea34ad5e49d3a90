package io.pim.cli.doctor;

import java.util.Map;

/** The Java version that runs PIM; bin/pim refuses one that is too old. */
record JavaCheck(Map<Object, Object> properties) implements Check {
  private static final int OLDEST = 17;

  @Override
  public String subject() {
    return "Java";
  }

  @Override
  public Finding look() {
    int feature = Integer.parseInt(property("java.specification.version"));
    String what =
        property("java.version") + " by " + property("java.vendor") + ", " + property("java.home");
    return feature >= OLDEST
        ? Finding.ok(subject(), what)
        : Finding.fail(subject(), what, "install Java " + OLDEST + " or later");
  }

  private String property(String name) {
    return String.valueOf(properties.get(name));
  }
}
