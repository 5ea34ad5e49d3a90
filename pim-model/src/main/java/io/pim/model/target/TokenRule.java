package io.pim.model.target;

import io.pim.model.config.ConfigMap;
import io.pim.model.config.ConfigValue;
import io.pim.model.config.JsonShape;
import io.pim.model.config.Problems;
import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import io.pim.model.config.Schema;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a Proxmox API token is written: {@code {id: USER@REALM!NAME, secret: SOURCE}}, or the source
 * of the whole token {@code USER@REALM!NAME=SECRET}.
 */
final class TokenRule implements Rule<TokenRule.Token> {
  static final String ID = "id";
  static final String SECRET = "secret";

  private static final Rule<String> TOKEN_ID =
      Rules.matching(
          "must be the id of an API token: USER@REALM!NAME",
          "[^\\s:/@!]+@[A-Za-z][A-Za-z0-9._-]+![A-Za-z][A-Za-z0-9._-]+");
  private static final SecretRule SOURCE = new SecretRule();
  private static final Schema PARTS = Schema.closed().field(ID, TOKEN_ID).field(SECRET, SOURCE);

  /** The parts of a token that a plan contains; it has no source. */
  record Token(Optional<String> id, Optional<SecretSource> source) {}

  @Override
  public String wording() {
    return "must be {id: USER@REALM!NAME, secret: ...}, or the source of the whole token";
  }

  @Override
  public Map<String, Object> shape() {
    return JsonShape.any(List.of(PARTS.shape(), SOURCE.shape()));
  }

  @Override
  public Optional<Token> read(ConfigValue value) {
    if (inParts(value)) {
      ConfigMap map = (ConfigMap) value;
      Optional<String> id = map.get(ID, TOKEN_ID);
      return id.map(given -> new Token(id, map.get(SECRET, SOURCE)));
    }
    return SOURCE.read(value).map(source -> new Token(Optional.empty(), Optional.of(source)));
  }

  @Override
  public void check(ConfigValue value, Problems problems) {
    if (!inParts(value)) {
      SOURCE.check(value, problems);
      return;
    }
    ConfigMap map = (ConfigMap) value;
    PARTS.check(map, problems);
    if (map.get(ID).isEmpty()) {
      problems.add(TypeSchema.missing(map, ID, "USER@REALM!NAME of the token"));
    }
  }

  private static boolean inParts(ConfigValue value) {
    return value instanceof ConfigMap map
        && (map.get(ID).isPresent() || map.get(SECRET).isPresent());
  }
}
