package io.pim.cli.plan;

import io.pim.cli.erb.TemplateRenderer;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Problems;
import io.pim.model.profile.ConfigFile;
import io.pim.model.profile.ConfigFiles;
import io.pim.model.profile.Profile;
import java.util.Optional;

/**
 * The texts for a bare-metal installation, without a build. They may contain secrets.
 *
 * @param preseed rendered, containing {@link io.pim.model.plan.PlanContents#INSTALL_URL}
 */
public record ServedTexts(String preseed, Optional<String> installScript) {
  /**
   * Finds the texts and renders the preseed.
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
