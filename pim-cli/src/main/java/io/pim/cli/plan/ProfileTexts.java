package io.pim.cli.plan;

import io.pim.cli.erb.TemplateRenderer;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Problems;
import io.pim.model.profile.ConfigFile;
import io.pim.model.profile.ConfigFiles;
import io.pim.model.profile.Profile;
import io.pim.model.secret.Redactor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * All texts of a profile in the form that people may see: the preseed rendered, secrets masked.
 *
 * @param byName {@code preseed}, {@code install script}, {@code files}, a list of them without
 *     their contents, {@code script:NAME} in their order, and {@code verification script}; missing
 *     ones are left out
 */
public record ProfileTexts(Map<String, String> byName) {
  public static final String PRESEED = "preseed";

  /** A debconf answer of type password, however the template made it; ! and * are not passwords. */
  private static final Pattern PASSWORD_ANSWER =
      Pattern.compile("(?m)^(\\s*\\S+\\s+\\S+\\s+password\\s+)(?![!*]\\s*$)\\S.*$");

  /**
   * Finds the texts and renders the preseed.
   *
   * @throws io.pim.model.config.ConfigProblems when a text is missing or a template has an error
   */
  public static ProfileTexts of(ConfigFolders folders, TemplateRenderer renderer, Profile profile) {
    Problems problems = new Problems();
    PlanTexts texts =
        new TextGatherer(new ConfigFiles(folders), renderer, problems).gather(profile);
    problems.throwIfAny();
    Redactor redactor = new Redactor(profile.secrets());
    Map<String, String> byName = new LinkedHashMap<>();
    byName.put(PRESEED, maskAnswers(redactor.redact(texts.preseed())));
    texts.installScript().ifPresent(file -> put(byName, "install script", file, redactor));
    texts.files().ifPresent(all -> byName.put(FilesScript.STEP, FilesScript.listing(all)));
    texts.scripts().forEach((name, file) -> put(byName, "script:" + name, file, redactor));
    texts.verification().ifPresent(file -> put(byName, "verification script", file, redactor));
    return new ProfileTexts(byName);
  }

  /** The rendered preseed. */
  public String preseed() {
    return byName.get(PRESEED);
  }

  static String maskAnswers(String preseed) {
    return PASSWORD_ANSWER.matcher(preseed).replaceAll("$1[secret]");
  }

  private static void put(
      Map<String, String> byName, String name, ConfigFile file, Redactor redactor) {
    byName.put(name, redactor.redact(file.text()));
  }
}
