package io.pim.cli.erb;

import io.pim.model.config.ConfigProblems;
import io.pim.model.config.NearestName;
import io.pim.model.config.Origin;
import io.pim.model.config.Problem;
import io.pim.model.profile.ConfigFile;
import io.pim.model.secret.Redactor;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Renders with JRuby's own ERB and trim mode {@code -}, as the Ruby PIM did. A template is a
 * program: it can read files and use the network with the rights of the user who makes the plan.
 * Whatever it does, the result is a text or an error with the template's name.
 *
 * <p>JRuby is loaded only for the first rendering, because that takes seconds.
 */
public final class ErbRenderer implements TemplateRenderer {
  /** Templates usually take milliseconds, or seconds if they contact a slow server. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Duration limit;

  public ErbRenderer() {
    this(LIMIT);
  }

  ErbRenderer(Duration limit) {
    this.limit = limit;
  }

  @Override
  public Rendering render(
      ConfigFile template, Map<String, Object> variables, List<String> secrets) {
    ErbResult result = new RubyErb(template.text(), template.shown(), variables).run(limit);
    if (result.error().isEmpty() && result.undefined().isEmpty()) {
      return new Rendering(result.text(), result.lasting());
    }
    throw new ConfigProblems(problem(template, result, variables, secrets));
  }

  private static Problem problem(
      ConfigFile template, ErbResult result, Map<String, Object> variables, List<String> secrets) {
    Origin place = new Origin(template.shown(), result.line(), "");
    String name = result.undefined();
    if (name.isEmpty()) {
      return Problem.at(place, new Redactor(secrets).redact(result.error()), "");
    }
    Problem problem = Problem.at(place, "uses '" + name + "', which no setting defines", "");
    String plain = name.replaceFirst("^@", "");
    if (!plain.equals(name)) {
      return problem.advise(
          variables.containsKey(plain)
              ? "settings are written without @: " + plain
              : "settings are written without @, and none is called " + plain);
    }
    String nearest = NearestName.advice(name, variables.keySet());
    return problem.advise(nearest.isEmpty() ? "set it in the profile" : nearest);
  }
}
