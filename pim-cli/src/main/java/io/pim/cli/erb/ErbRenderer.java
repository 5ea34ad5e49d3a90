package io.pim.cli.erb;

import io.pim.model.config.ConfigProblems;
import io.pim.model.config.NearestName;
import io.pim.model.config.Origin;
import io.pim.model.config.Problem;
import io.pim.model.profile.ConfigFile;
import io.pim.model.secret.Redactor;
import java.util.List;
import java.util.Map;

/**
 * Renders with JRuby's own ERB and trim mode {@code -}, as the Ruby PIM did. A template is a
 * program: it may read files and reach the network with the rights of whoever makes the plan.
 *
 * <p>Nothing of JRuby is loaded before the first rendering, which takes seconds.
 */
public final class ErbRenderer implements TemplateRenderer {
  @Override
  public String render(ConfigFile template, Map<String, Object> variables, List<String> secrets) {
    ErbResult result = new RubyErb().run(template.text(), template.shown(), variables);
    if (result.error().isEmpty()) {
      return result.text();
    }
    throw new ConfigProblems(problem(template, result, variables, secrets));
  }

  private static Problem problem(
      ConfigFile template, ErbResult result, Map<String, Object> variables, List<String> secrets) {
    Origin place = new Origin(template.shown(), result.line(), "");
    if (!result.undefined().isEmpty()) {
      String nearest = NearestName.advice(result.undefined(), variables.keySet());
      return Problem.at(place, "uses '" + result.undefined() + "', which no setting defines", "")
          .advise(nearest.isEmpty() ? "set it in the profile" : nearest);
    }
    return Problem.at(place, "Ruby error: " + new Redactor(secrets).redact(result.error()), "");
  }
}
