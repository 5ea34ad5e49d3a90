package io.pim.tools.fetch;

import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The range of bytes in a 206 answer (RFC 9110 section 14.4).
 *
 * @param total the size of the whole file; -1 when the server does not know it
 */
record ContentRange(long first, long last, long total) {
  private static final Pattern FORM =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  static Optional<ContentRange> of(HttpResponse<?> response) {
    Matcher matcher = FORM.matcher(response.headers().firstValue("Content-Range").orElse(""));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String total = matcher.group(3);
    return Optional.of(
        new ContentRange(
            Long.parseLong(matcher.group(1)),
            Long.parseLong(matcher.group(2)),
            total.equals("*") ? -1 : Long.parseLong(total)));
  }
}
