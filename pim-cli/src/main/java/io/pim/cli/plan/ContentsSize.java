package io.pim.cli.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problem;
import io.pim.model.json.Json;
import io.pim.model.plan.PlanContents;
import io.pim.model.profile.ConfigFile;
import io.pim.model.secret.Sealer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Refuses contents that would not fit into a Temporal payload, before anything starts. */
record ContentsSize(Sealer sealer) {
  /** Temporal refuses payloads over 2 MB; the rest is room for the plan itself. */
  static final int MOST_CHARACTERS = 1_500_000;

  /**
   * Checks the size.
   *
   * @throws ConfigProblems for contents too large, with the size of each script
   */
  void check(PlanContents contents, PlanTexts texts) {
    int size = sealer.seal(json(contents)).base64().length();
    if (size < MOST_CHARACTERS) {
      return;
    }
    List<String> sizes = new ArrayList<>();
    sizes.add("preseed " + bytes(texts.preseed()));
    texts.installScript().ifPresent(file -> sizes.add(size(file)));
    texts.scripts().values().forEach(file -> sizes.add(size(file)));
    texts.verification().ifPresent(file -> sizes.add(size(file)));
    throw new ConfigProblems(
        Problem.of(
                "",
                "the plan's scripts are too large: "
                    + size
                    + " bytes when compressed and sealed, where "
                    + MOST_CHARACTERS
                    + " are allowed ("
                    + String.join(", ", sizes)
                    + ")")
            .advise("let a script download what is large"));
  }

  private static byte[] json(PlanContents contents) {
    try {
      return Json.mapper().writeValueAsBytes(contents);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("contents are plain text", e);
    }
  }

  private static String size(ConfigFile file) {
    return file.shown() + " " + bytes(file.text());
  }

  private static String bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length + " bytes";
  }
}
