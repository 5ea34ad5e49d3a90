package io.pim.cli.shell;

import io.pim.model.profile.FieldChanges;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option {@code --set}. */
public final class SetOption {
  @Option(
      names = FieldChanges.OPTION,
      paramLabel = "KEY=VALUE",
      description =
          "Use this value of a profile's field, as in YAML, for this plan: hostname=db1,"
              + " build.memory=4G. Can be repeated. Not for secrets.")
  private Map<String, String> fields = new LinkedHashMap<>();

  public FieldChanges changes() {
    return new FieldChanges(fields);
  }
}
