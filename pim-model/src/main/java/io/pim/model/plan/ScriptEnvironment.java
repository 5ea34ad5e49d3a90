package io.pim.model.plan;

import io.pim.model.unit.Architecture;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The environment variables of a provisioning script; they are part of its key. Neither profile nor
 * build is among them, so that profiles whose first steps are equal share layers.
 */
public final class ScriptEnvironment {
  private ScriptEnvironment() {}

  public static SortedMap<String, String> of(Architecture architecture) {
    SortedMap<String, String> environment = new TreeMap<>();
    environment.put("DEBIAN_FRONTEND", "noninteractive");
    environment.put("PIM_ARCH", architecture.id());
    return environment;
  }
}
