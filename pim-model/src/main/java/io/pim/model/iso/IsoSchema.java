package io.pim.model.iso;

import io.pim.model.config.ListRule;
import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import io.pim.model.config.Schema;
import io.pim.model.unit.Sha256;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Every field of an entry of the catalog with its rule. */
public final class IsoSchema {
  private static final String ALGORITHM = "sha256:";

  static final Rule<Sha256> CHECKSUM =
      Rule.of(
          "must be sha256: and 64 hexadecimal digits",
          scalar -> Rules.TEXT.read(scalar).flatMap(IsoSchema::checksum));
  static final Rule<List<String>> URLS = ListRule.of(Rules.URL);

  static final Schema ALL =
      new Schema(Schema.Others.UNLESS_MISSPELT)
          .field("name", Rules.TEXT)
          .field("url", Rules.URL)
          .field("urls", URLS)
          .field("mirrors", URLS)
          .field("checksum", CHECKSUM)
          .field("checksum_url", Rules.URL)
          .field("signature_url", Rules.URL)
          .field("filename", Rules.NAME)
          .field("architecture", Rules.ARCHITECTURE);

  private IsoSchema() {}

  private static Optional<Sha256> checksum(String text) {
    String hex = text.toLowerCase(Locale.ROOT);
    try {
      return Optional.of(
          Sha256.of(hex.startsWith(ALGORITHM) ? hex.substring(ALGORITHM.length()) : hex));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
