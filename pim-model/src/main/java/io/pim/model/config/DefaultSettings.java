package io.pim.model.config;

/** The defaults of pim.yml: the lowest layer, below all files. */
public final class DefaultSettings {
  /** The name that stands for the defaults where a value's origin is shown. */
  public static final String SHOWN = "default";

  private static final String YAML =
      """
      build:
        disk_size: 20G
        memory: 2048
        cpus: 2
        install_timeout: 1h
        script_timeout: 1h
        stall_timeout: 15m
        host_timeout: 5m
        ssh:
          timeout: 10m
          poll_interval: 2s
        builders:
          arm64: auto
          x86_64: auto
      image:
        compression: zstd
      serve:
        port: 8080
      temporal:
        port: 7233
        ui_port: 8233
      store:
        layers_limit: 50G
        warm:
          count: 4
          limit: 4G
          age: 1d
      """;

  private DefaultSettings() {}

  /** The tree of defaults; the file name in each origin is {@link #SHOWN}. */
  public static ConfigMap tree() {
    Problems problems = new Problems();
    ConfigMap tree = new YamlReader(problems).parse(YAML, SHOWN).orElseThrow();
    problems.throwIfAny();
    return tree;
  }
}
