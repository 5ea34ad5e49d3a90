package io.pim.model.config;

import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Writes plain values as a person would, so that {@link YamlReader} reads back the same values. */
public final class YamlWriter {
  private YamlWriter() {}

  /** The text of a file with exactly these values. */
  public static String text(Map<String, ?> values) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setIndicatorIndent(2);
    options.setIndentWithIndicator(true);
    options.setSplitLines(false);
    return new Yaml(options).dump(values);
  }
}
