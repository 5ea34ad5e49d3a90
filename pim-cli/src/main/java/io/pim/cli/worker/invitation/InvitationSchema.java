package io.pim.cli.worker.invitation;

import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import io.pim.model.config.Schema;
import io.pim.model.config.SettingsSchema;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Every field of an invitation with its rule. Secrets are in a section of that name, so that no
 * message shows their values.
 */
final class InvitationSchema {
  /** The version of the format. */
  static final Rule<Integer> FORMAT = Rules.integer(1, 1);

  static final Rule<String> VERSION =
      Rules.matching("must be a version of PIM", "[A-Za-z0-9][A-Za-z0-9.+~-]{0,63}");

  static final Rule<Instant> TIME =
      Rule.of(
          "must be a time such as 2026-11-29T03:00:00Z",
          scalar -> {
            try {
              return Optional.of(Instant.parse(scalar.text()));
            } catch (DateTimeParseException e) {
              return Optional.empty();
            }
          });

  static final Rule<String> NAMESPACE =
      Rules.matching("must be the name of a namespace", "[A-Za-z0-9][A-Za-z0-9._-]{0,254}");
  static final Rule<Boolean> YES_NO =
      Rule.of(
          "must be true or false",
          scalar ->
              scalar.value() instanceof Boolean yes ? Optional.of(yes) : Optional.<Boolean>empty());
  static final Rule<String> HOST_NAME =
      Rules.matching("must be the name of a host", "[A-Za-z0-9][A-Za-z0-9.-]{0,252}");
  static final Rule<String> CERTIFICATES =
      Rules.BLOCK.and("must be X.509 certificates in PEM", Pem::isCertificates);
  static final Rule<String> PRIVATE_KEY =
      Rules.BLOCK.and("must be one private key in PEM, without a passphrase", Pem::isPrivateKey);
  static final Rule<String> API_KEY =
      Rules.matching("must be one word of printable characters", "[!-~]{1,8192}");
  static final Rule<String> STORE_USER =
      Rules.matching("must be the name of a user, without a colon", "[^\\p{Cc}:]{1,255}");
  static final Rule<String> STORE_PASSWORD =
      Rules.matching("must be one line", "[^\\p{Cc}]{1,8192}");
  static final Rule<String> SEAL_KEY =
      Rules.matching("must be a PIM key: 32 bytes in Base64", "[A-Za-z0-9+/]{43}=");

  static final Schema ALL =
      Schema.closed()
          .field("invitation", FORMAT)
          .field("pim_version", VERSION)
          .field("expires", TIME)
          .section(
              "service",
              Schema.closed()
                  .field("address", SettingsSchema.ADDRESS)
                  .field("namespace", NAMESPACE)
                  .field("tls", YES_NO)
                  .field("server_name", HOST_NAME)
                  .field("ca", CERTIFICATES)
                  .field("client_certificate", CERTIFICATES))
          .section(
              "secrets",
              Schema.closed()
                  .field("seal_key", SEAL_KEY)
                  .field("api_key", API_KEY)
                  .field("client_key", PRIVATE_KEY)
                  .field("store_user", STORE_USER)
                  .field("store_password", STORE_PASSWORD))
          .section("store", SettingsSchema.ALL.within("store"))
          .field("store_ca", CERTIFICATES);

  private InvitationSchema() {}
}
