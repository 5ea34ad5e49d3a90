package io.pim.tools.oci;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One way to log in, from the header {@code WWW-Authenticate} (RFC 9110, 11.6.1).
 *
 * @param scheme in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {
  private static final Pattern PARAMETER =
      Pattern.compile(
          "([A-Za-z_-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]+))\\s*,?\\s*");
  private static final Pattern SCHEME = Pattern.compile("\\s*,?\\s*([A-Za-z]+)(?:\\s+|$)");

  static List<Challenge> of(List<String> headers) {
    List<Challenge> found = new ArrayList<>();
    for (String header : headers) {
      Matcher scheme = SCHEME.matcher(header);
      Matcher parameter = PARAMETER.matcher(header);
      int at = 0;
      while (scheme.find(at) && scheme.start() == at) {
        Map<String, String> parameters = new HashMap<>();
        at = scheme.end();
        while (at < header.length() && parameter.find(at) && parameter.start() == at) {
          String quoted = parameter.group(2);
          String value = quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1");
          parameters.put(parameter.group(1).toLowerCase(Locale.ROOT), value);
          at = parameter.end();
        }
        found.add(new Challenge(scheme.group(1).toLowerCase(Locale.ROOT), parameters));
        if (at >= header.length()) {
          break;
        }
      }
    }
    return found;
  }

  static Optional<Challenge> named(String scheme, List<Challenge> all) {
    return all.stream().filter(its -> its.scheme().equals(scheme)).findFirst();
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(parameters.get(name));
  }
}
