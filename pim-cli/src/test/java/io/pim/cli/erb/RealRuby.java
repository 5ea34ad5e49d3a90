package io.pim.cli.erb;

import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The real Ruby, for comparison, if it is installed. */
public final class RealRuby {
  private static final String PROGRAM =
      """
      locals = JSON.parse(File.read(ARGV[1], encoding: 'UTF-8'))
      locals = locals.select { |name, _| name.match?(/\\A[a-z_]\\w*\\z/) }
      erb = ERB.new(File.read(ARGV[0], encoding: 'UTF-8'), trim_mode: '-')
      erb.filename = ARGV[2]
      File.write(ARGV[3], erb.result_with_hash(locals))
      """;

  private RealRuby() {}

  public static String render(
      Path folder, String template, String name, Map<String, Object> variables)
      throws IOException, InterruptedException {
    Assumptions.assumeTrue(isInstalled(), "ruby is not installed");
    Path templateFile = Files.writeString(folder.resolve("template"), template);
    Path variablesFile = folder.resolve("variables.json");
    Json.write(variablesFile, variables);
    Path result = folder.resolve("result");
    Process ruby =
        new ProcessBuilder(
                "ruby",
                "-Ku",
                "-rerb",
                "-rjson",
                "-e",
                PROGRAM,
                templateFile.toString(),
                variablesFile.toString(),
                name,
                result.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(ruby.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Assertions.assertTrue(ruby.waitFor(1, TimeUnit.MINUTES));
    Assertions.assertEquals(0, ruby.exitValue(), output);
    return Files.readString(result);
  }

  private static boolean isInstalled() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, "ruby"))) {
        return true;
      }
    }
    return false;
  }
}
