package io.pim.cli.erb;

import io.pim.model.profile.ConfigFile;
import java.util.List;
import java.util.Map;

/** Renders a template with variables to text. */
public interface TemplateRenderer {
  /**
   * Renders a template.
   *
   * @param variables the template's local variables: plain Java values by name
   * @param secrets values that must not appear in messages
   * @throws io.pim.model.config.ConfigProblems when the template has an error, with its line
   */
  Rendering render(ConfigFile template, Map<String, Object> variables, List<String> secrets);
}
