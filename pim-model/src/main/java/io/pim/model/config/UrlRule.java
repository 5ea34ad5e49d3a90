package io.pim.model.config;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A download URL without a login. */
final class UrlRule implements Rule<String> {
  private static final String WORDING = "must be an http:, https: or file: URL";
  private static final String WITHOUT_LOGIN =
      "must be a URL without a user's name and password, because plans and lists show it";

  @Override
  public String wording() {
    return WORDING;
  }

  @Override
  public Map<String, Object> shape() {
    return JsonShape.pattern("([hH][tT][tT][pP][sS]?|[fF][iI][lL][eE]):.*");
  }

  @Override
  public Optional<String> read(ConfigValue value) {
    return Rules.TEXT.read(value).filter(UrlRule::isUrl).filter(t -> !SecretFields.hasLogin(t));
  }

  @Override
  public void check(ConfigValue value, Problems problems) {
    if (Rules.TEXT.read(value).filter(SecretFields::hasLogin).isPresent()) {
      problems.add(
          Problem.at(value.origin(), WITHOUT_LOGIN, value.shown())
              .advise(
                  "write 'machine HOST login NAME password SECRET' into ~/.netrc (mode 0600), "
                      + "here and on every host that downloads it"));
    } else {
      Rule.super.check(value, problems);
    }
  }

  private static boolean isUrl(String text) {
    try {
      URI uri = URI.create(text);
      String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
      return scheme.equals("file")
          ? uri.getPath() != null && uri.getPath().startsWith("/")
          : (scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
