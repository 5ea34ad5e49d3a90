package io.pim.model.target;

import io.pim.model.config.JsonShape;
import io.pim.model.config.ListRule;
import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import io.pim.model.unit.Architecture;
import java.util.List;

/** The rules that fields of several types share. */
final class TargetRules {
  static final Rule<String> HOST =
      Rules.matching(
          "must be a host name or an address, without a port",
          "[A-Za-z0-9]([A-Za-z0-9.-]{0,252})|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+");

  /** A path on the host that deploys, which is the one that has the image. */
  static final Rule<String> PATH = Rules.PATH;

  static final Rule<Boolean> YES_NO = Rules.YES_NO;

  static final Rule<DiskFormat> FORMAT =
      Rule.of("must be qcow2 or raw", scalar -> Rules.TEXT.read(scalar).flatMap(DiskFormat::named))
          .shaped(JsonShape.text());

  static final Rule<Integer> CORES = Rules.CPUS;
  static final Rule<Integer> KEEP = Rules.integer(1, 1000);
  static final Rule<List<Architecture>> ARCHITECTURES = ListRule.of(Rules.ARCHITECTURE);

  private TargetRules() {}
}
