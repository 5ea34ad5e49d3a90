package io.pim.model.target;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import io.pim.model.unit.ByteSize;
import java.util.Locale;
import java.util.Optional;

/**
 * A folder of UTM bundles on a Mac.
 *
 * @param dir the folder that gets {@code NAME.utm}
 * @param open whether UTM opens the bundle afterwards
 * @param cloudInit the machine's cloud-init seed; empty if it has none
 */
public record UtmTarget(
    CommonSettings common,
    String dir,
    boolean open,
    ByteSize memory,
    int cores,
    Network network,
    Optional<CloudInitSettings> cloudInit)
    implements TargetSettings {

  /** UTM's network modes. */
  public enum Network {
    SHARED,
    BRIDGED,
    HOST,
    EMULATED;

    @JsonValue
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Network of(String id) {
      return valueOf(id.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
      return id();
    }
  }

  private static final String DIR = "dir";
  private static final String OPEN = "open";
  private static final String MEMORY = "memory";
  private static final String CORES = "cores";
  private static final String NETWORK = "network";
  private static final String CLOUD_INIT = "cloud_init";

  private static final ByteSize USUAL_MEMORY = ByteSize.ofMebibytes(2048);
  private static final int USUAL_CORES = 2;

  private static final Rule<String> NETWORK_WORD =
      Rules.oneOf("shared", "bridged", "host", "emulated");

  static final TypeSchema SCHEMA =
      TypeSchema.begin()
          .field(DIR, TargetRules.PATH)
          .field(OPEN, TargetRules.YES_NO)
          .field(MEMORY, Rules.MEMORY)
          .field(CORES, TargetRules.CORES)
          .field(NETWORK, NETWORK_WORD)
          .section(CLOUD_INIT, CloudInitSettings.SCHEMA)
          .need(DIR, "the folder for .utm bundles")
          .also(
              (map, problems) -> {
                ConfigMap seed = map.section(CLOUD_INIT);
                if (map.get(CLOUD_INIT).isPresent()
                    && seed.get(CloudInitSettings.AUTHORIZED_KEYS).isEmpty()) {
                  problems.add(
                      TypeSchema.missing(
                          seed,
                          CloudInitSettings.AUTHORIZED_KEYS,
                          "the public keys that may log in"));
                }
              });

  static UtmTarget of(ConfigMap map) {
    return new UtmTarget(
        CommonSettings.of(map),
        map.require(DIR, TargetRules.PATH),
        map.get(OPEN, TargetRules.YES_NO).orElse(false),
        map.get(MEMORY, Rules.MEMORY).orElse(USUAL_MEMORY),
        map.get(CORES, TargetRules.CORES).orElse(USUAL_CORES),
        map.get(NETWORK, NETWORK_WORD).map(Network::of).orElse(Network.SHARED),
        map.get(CLOUD_INIT).map(present -> CloudInitSettings.of(map.section(CLOUD_INIT))));
  }

  @Override
  public TargetType type() {
    return TargetType.UTM;
  }
}
