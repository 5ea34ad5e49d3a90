package io.pim.model.target;

import io.pim.model.config.ConfigMap;
import io.pim.model.config.ConfigScalar;
import io.pim.model.config.ConfigValue;
import io.pim.model.config.JsonShape;
import io.pim.model.config.ListRule;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import io.pim.model.config.Schema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How a secret is written: its source, or the secret itself. */
final class SecretRule implements Rule<SecretSource> {
  private static final String ENV = "env";
  private static final String FILE = "file";
  private static final String COMMAND = "command";
  private static final String WORDING =
      "must be {env: NAME}, {file: PATH}, {command: [PROGRAM, ARGUMENT, ...]}, or the secret itself"
          + " in quotes";

  private static final Rule<String> NAME =
      Rules.matching("must be the name of a variable", "[A-Za-z_][A-Za-z0-9_]{0,127}");
  private static final Rule<List<String>> WORDS = ListRule.of(Rules.TEXT);
  private static final Schema SOURCES =
      Schema.closed().field(ENV, NAME).field(FILE, TargetRules.PATH).field(COMMAND, WORDS);

  @Override
  public String wording() {
    return WORDING;
  }

  @Override
  public Map<String, Object> shape() {
    return JsonShape.any(List.of(SOURCES.shape(), JsonShape.text()));
  }

  @Override
  public Optional<SecretSource> read(ConfigValue value) {
    if (value instanceof ConfigScalar scalar) {
      return Rules.WORDS.read(scalar).map(text -> new SecretSource.Clear(scalar.origin(), text));
    }
    return value instanceof ConfigMap map && isOneSource(map) ? source(map) : Optional.empty();
  }

  private static Optional<SecretSource> source(ConfigMap map) {
    Optional<SecretSource> env =
        map.get(ENV, NAME).map(name -> new SecretSource.Environment(map.origin(), name));
    Optional<SecretSource> file =
        map.get(FILE, TargetRules.PATH).map(path -> new SecretSource.FromFile(map.origin(), path));
    Optional<SecretSource> command =
        map.get(COMMAND, WORDS)
            .filter(words -> !words.isEmpty())
            .map(words -> new SecretSource.Command(map.get(COMMAND).get().origin(), words));
    return env.or(() -> file).or(() -> command);
  }

  /** Reports the mistakes inside a source; reports the source as a whole only if there are none. */
  @Override
  public void check(ConfigValue value, Problems problems) {
    if (value instanceof ConfigMap map && !map.entries().isEmpty()) {
      Problems inside = new Problems();
      SOURCES.check(map, inside);
      inside.list().forEach(problems::add);
      if (!inside.isEmpty()) {
        return;
      }
    }
    if (read(value).isEmpty()) {
      problems.add(Problem.at(value.origin(), WORDING, value.shown()));
    }
  }

  private static boolean isOneSource(ConfigMap map) {
    return Set.of(ENV, FILE, COMMAND).stream().filter(key -> map.get(key).isPresent()).count() == 1
        && Set.of(ENV, FILE, COMMAND).containsAll(map.entries().keySet());
  }
}
