package io.pim.model.target;

import io.pim.model.config.ConfigMap;
import io.pim.model.config.Rules;
import io.pim.model.unit.Architecture;
import java.time.Duration;
import java.util.List;

/**
 * The settings that all types of targets have.
 *
 * @param name of an image on the target
 * @param architectures the architectures whose images the target takes
 * @param keep the number of deployments of a profile and an architecture to keep, the current one
 *     included
 * @param trial whether the target boots an image before users get it ({@code try})
 * @param trialTimeout how long that machine may take to answer
 */
public record CommonSettings(
    NameTemplate name,
    List<Architecture> architectures,
    int keep,
    boolean trial,
    Duration trialTimeout) {
  static final String NAME = "name";
  static final String ARCHITECTURES = "architectures";
  static final String KEEP = "keep";
  static final String TRY = "try";
  static final String TRY_TIMEOUT = "try_timeout";

  private static final int USUAL_KEEP = 3;
  private static final Duration USUAL_TIMEOUT = Duration.ofMinutes(10);

  public CommonSettings {
    architectures = List.copyOf(architectures);
  }

  static CommonSettings of(ConfigMap map) {
    return new CommonSettings(
        map.get(NAME, NameTemplate.RULE).orElse(NameTemplate.USUAL),
        map.get(ARCHITECTURES, TargetRules.ARCHITECTURES).orElse(List.of(Architecture.values())),
        map.get(KEEP, TargetRules.KEEP).orElse(USUAL_KEEP),
        map.get(TRY, TargetRules.YES_NO).orElse(false),
        map.get(TRY_TIMEOUT, Rules.DURATION_TEXT).orElse(USUAL_TIMEOUT));
  }
}
