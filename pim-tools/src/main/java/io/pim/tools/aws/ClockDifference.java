package io.pim.tools.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Decides whether AWS refused a signature because of its time. EC2 reports the same error for a
 * wrong secret and for an expired token, so the answer's own time decides.
 */
final class ClockDifference {
  private static final Duration MOST = Duration.ofMinutes(4);
  private static final Set<String> CERTAIN = Set.of("RequestTimeTooSkewed", "RequestInTheFuture");
  private static final Set<String> POSSIBLE =
      Set.of("RequestExpired", "AuthFailure", "InvalidSignatureException", "SignatureDoesNotMatch");

  private ClockDifference() {}

  static boolean isCause(AwsServiceException e, String code) {
    return CERTAIN.contains(code)
        || (POSSIBLE.contains(code)
            && timeOf(e)
                .map(time -> Duration.between(Instant.now(), time).abs().compareTo(MOST) > 0)
                .orElse(false));
  }

  private static Optional<Instant> timeOf(AwsServiceException e) {
    try {
      return Optional.ofNullable(e.awsErrorDetails())
          .map(AwsErrorDetails::sdkHttpResponse)
          .flatMap(answer -> answer.firstMatchingHeader("Date"))
          .map(text -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
    } catch (DateTimeParseException unreadable) {
      return Optional.empty();
    }
  }
}
