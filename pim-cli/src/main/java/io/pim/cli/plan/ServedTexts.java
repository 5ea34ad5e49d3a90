package io.pim.cli.plan;

import io.pim.cli.erb.TemplateRenderer;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Problems;
import io.pim.model.profile.ConfigFile;
import io.pim.model.profile.ConfigFiles;
import io.pim.model.profile.Profile;
import java.util.Optional;

/**
 * What an installer that no build is about is given. It may carry secrets.
 *
 * @param preseed rendered, with {@link io.pim.model.plan.PlanContents#INSTALL_URL} in it
 */
public record ServedTexts(String preseed, Optional<String> installScript) {
  /**
   * Gathers and renders.
   *
   * @throws io.pim.model.config.ConfigProblems when a text is missing or a template has an error
   */
  public static ServedTexts of(ConfigFolders folders, TemplateRenderer renderer, Profile profile) {
    Problems problems = new Problems();
    PlanTexts texts =
        new TextGatherer(new ConfigFiles(folders), renderer, problems).gather(profile);
    problems.throwIfAny();
    return new ServedTexts(texts.preseed(), texts.installScript().map(ConfigFile::text));
  }

  @Override
  public String toString() {
    return "ServedTexts(not shown: may carry secrets)";
  }
}
