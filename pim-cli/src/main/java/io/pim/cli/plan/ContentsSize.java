package io.pim.cli.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problem;
import io.pim.model.json.Json;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanContents;
import io.pim.model.profile.ConfigFile;
import io.pim.model.profile.GuestFiles;
import io.pim.model.secret.Sealer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Refuses a plan that is too large for a Temporal payload together with its contents, before a
 * build starts or retries with it.
 */
record ContentsSize(Sealer sealer) {
  /**
   * Temporal refuses more than 2 MB. The difference is reserved for what a build carries into a new
   * history: the state of each step, and the last lines of a failure.
   */
  static final int MOST_CHARACTERS = 1_500_000;

  /**
   * Checks the size.
   *
   * @throws ConfigProblems when the plan is too large; the message gives the size of each script
   */
  void check(Plan plan, PlanContents contents, PlanTexts texts) {
    int sealed = sealer.seal(json(contents)).text().length();
    int readable = json(plan).length;
    if (sealed + readable < MOST_CHARACTERS) {
      return;
    }
    List<String> sizes = new ArrayList<>();
    sizes.add("preseed " + bytes(texts.preseed()));
    texts.installScript().ifPresent(file -> sizes.add(size(file)));
    texts.files().ifPresent(files -> sizes.add(files.shown() + " " + bytes(files)));
    texts.scripts().values().forEach(file -> sizes.add(size(file)));
    texts.verification().ifPresent(file -> sizes.add(size(file)));
    throw new ConfigProblems(
        Problem.of(
                "",
                "the plan's scripts are too large: "
                    + sealed
                    + " bytes when compressed and sealed, and "
                    + readable
                    + " for the list of steps, where "
                    + MOST_CHARACTERS
                    + " are allowed ("
                    + String.join(", ", sizes)
                    + ")")
            .advise("let a script download large parts"));
  }

  private static byte[] json(Object value) {
    try {
      return Json.mapper().writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plans and contents are plain text", e);
    }
  }

  private static String size(ConfigFile file) {
    return file.shown() + " " + bytes(file.text());
  }

  private static String bytes(GuestFiles files) {
    return files.files().stream().mapToLong(file -> file.content().length).sum() + " bytes";
  }

  private static String bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length + " bytes";
  }
}
