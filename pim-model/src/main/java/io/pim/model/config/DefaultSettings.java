package io.pim.model.config;

/** What pim.yml need not say: the lowest layer under all files. */
public final class DefaultSettings {
  /** How the defaults are named where the origin of a value is shown. */
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
        ssh:
          timeout: 10m
          poll_interval: 2s
        builders:
          arm64: any
          x86_64: any
      serve:
        port: 8080
      temporal:
        port: 7233
        ui_port: 8233
      store:
        layers_limit: 50G
      """;

  private DefaultSettings() {}

  /** The tree of the defaults; its values have this class's name for their file. */
  public static ConfigMap tree() {
    Problems problems = new Problems();
    ConfigMap tree = new YamlReader(problems).parse(YAML, SHOWN).orElseThrow();
    problems.throwIfAny();
    return tree;
  }
}
