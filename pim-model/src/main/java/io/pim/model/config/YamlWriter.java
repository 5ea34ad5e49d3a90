package io.pim.model.config;

import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Writes plain values as a person would, and so that {@link YamlReader} reads them the same. */
public final class YamlWriter {
  private YamlWriter() {}

  /** The text of a file that says this and nothing else. */
  public static String text(Map<String, ?> values) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setIndicatorIndent(2);
    options.setIndentWithIndicator(true);
    options.setSplitLines(false);
    return new Yaml(options).dump(values);
  }
}
