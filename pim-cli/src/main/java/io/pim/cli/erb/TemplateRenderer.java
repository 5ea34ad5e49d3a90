package io.pim.cli.erb;

import io.pim.model.profile.ConfigFile;
import java.util.List;
import java.util.Map;

/** Turns a template and the variables it sees into text. */
public interface TemplateRenderer {
  /**
   * Renders a template.
   *
   * @param variables what the template sees as local variables: plain Java values by name
   * @param secrets values that must not be part of a message
   * @throws io.pim.model.config.ConfigProblems when the template has an error, with its line
   */
  Rendering render(ConfigFile template, Map<String, Object> variables, List<String> secrets);
}
