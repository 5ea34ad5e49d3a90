package io.pim.cli.worker.install;

import io.pim.cli.worker.invitation.Invitation;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.Problems;
import io.pim.model.config.YamlReader;
import io.pim.model.secret.Sealer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The decisions of an installation about each kind of existing file. */
final class ExistingRules {
  /** The first words of files that PIM may replace. */
  static final String MARK = "Written by pim worker install";

  private ExistingRules() {}

  /** A file with exact contents, such as a certificate. */
  static Existing.Rule exact(Path path, String thing) {
    return (existing, wanted) ->
        Arrays.equals(existing, wanted)
            ? Existing.KEEP
            : Existing.differs(List.of(path + " holds another " + thing + " than the invitation"));
  }

  /** A key file. The message contains both keys' ids, which reveal neither key. */
  static Existing.Rule sealKey(Path path) {
    return (existing, wanted) ->
        Arrays.equals(existing, wanted)
            ? Existing.KEEP
            : Existing.differs(
                List.of(
                    path
                        + " is key "
                        + keyId(existing)
                        + ", and the invitation's is "
                        + keyId(wanted)
                        + ": anything sealed with the first could no longer be "
                        + "opened"));
  }

  /** A unit, which PIM replaces if PIM wrote it. */
  static Existing.Rule unit(Path path) {
    return (existing, wanted) -> {
      if (Arrays.equals(existing, wanted)) {
        return Existing.KEEP;
      }
      return new String(existing, StandardCharsets.UTF_8).contains(MARK)
          ? Existing.REPLACE
          : Existing.differs(List.of(path + " was not written by PIM"));
    };
  }

  /** Temporal's configuration: the settings count, not how they are written. */
  static Existing.Rule temporalToml(Path path) {
    return (existing, wanted) ->
        Existing.differs(TemporalTomlDifference.between(path, existing, wanted));
  }

  /**
   * PIM's settings: those of the invitation must be in it; the others are the host's own.
   *
   * @param wantedStore the section {@code store} for this host
   */
  static Existing.Rule settings(Path path, Invitation invitation, Map<String, Object> wantedStore) {
    return (existing, wanted) -> {
      Problems problems = new Problems();
      Optional<ConfigMap> tree =
          new YamlReader(problems)
              .parse(new String(existing, StandardCharsets.UTF_8), path.toString());
      if (tree.isEmpty()) {
        return Existing.differs(problems.list().stream().map(Object::toString).toList());
      }
      List<String> differences = new ArrayList<>();
      ConfigMap temporal = tree.get().section("temporal");
      differ(differences, path, "temporal.address", temporal, "address", invitation.address());
      differ(
          differences, path, "temporal.namespace", temporal, "namespace", invitation.namespace());
      ConfigMap store = tree.get().section("store");
      for (Map.Entry<String, Object> setting : wantedStore.entrySet()) {
        Object has = store.get(setting.getKey()).map(value -> value.plain()).orElse(null);
        if (!setting.getValue().equals(has)) {
          differences.add(
              path
                  + " has store."
                  + setting.getKey()
                  + (has == null ? " not set" : " " + has)
                  + ", and the invitation "
                  + setting.getValue());
        }
      }
      return Existing.differs(differences);
    };
  }

  private static void differ(
      List<String> differences,
      Path path,
      String shown,
      ConfigMap section,
      String key,
      String wanted) {
    section
        .get(key)
        .map(value -> String.valueOf(value.plain()))
        .filter(has -> !has.equals(wanted))
        .ifPresent(
            has ->
                differences.add(
                    path + " has " + shown + " " + has + ", and the invitation " + wanted));
  }

  private static String keyId(byte[] key) {
    try {
      return Sealer.withKey(key, "the file").keyId();
    } catch (IOException e) {
      return "none: " + e.getMessage();
    }
  }
}
