package io.pim.tools.aws;

import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The request for an AMI. */
public record NewAmi(
    String name,
    String description,
    Architecture architecture,
    Firmware firmware,
    String snapshotId,
    Map<String, String> tags) {
  public NewAmi {
    // Sorted, so that equal requests have equal texts, even after a restart.
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }
}
