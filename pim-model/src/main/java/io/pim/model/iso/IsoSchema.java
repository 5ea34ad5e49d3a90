package io.pim.model.iso;

import io.pim.model.config.JsonShape;
import io.pim.model.config.ListRule;
import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import io.pim.model.config.Schema;
import io.pim.model.unit.Digest;
import java.util.List;

/** Every field of an entry of the catalog with its rule. */
public final class IsoSchema {
  static final Rule<Digest> CHECKSUM =
      Rule.of(
              "must be sha256: and 64 hexadecimal digits, or sha512: and 128",
              scalar -> Rules.TEXT.read(scalar).flatMap(Digest::parse))
          .shaped(JsonShape.text());
  static final Rule<List<String>> URLS = ListRule.of(Rules.URL);

  /** The schema of one entry. */
  public static final Schema ALL =
      new Schema(Schema.Others.UNLESS_MISSPELT)
          .field("name", Rules.TEXT)
          .field("url", Rules.URL)
          .field("urls", URLS)
          .field("mirrors", URLS)
          .field("checksum", CHECKSUM)
          .field("checksum_url", Rules.URL)
          .field("signature_url", Rules.URL)
          .field("keyring", Rules.WORDS)
          .field("filename", Rules.NAME)
          .field("architecture", Rules.ARCHITECTURE);

  private IsoSchema() {}
}
