package io.pim.tools.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;

/** The reports of errors that remain after all attempts. */
class AwsFailuresTest {
  private static final String CLOCK = "The clock of this host differs from AWS's";

  /** An error in an answer whose time is this much later than this host's. */
  private static AwsServiceException error(String code, Duration later) {
    ZonedDateTime time = ZonedDateTime.now(ZoneOffset.UTC).plus(later);
    SdkHttpResponse answer =
        SdkHttpResponse.builder()
            .statusCode(403)
            .putHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(time))
            .build();
    return AwsServiceException.builder()
        .statusCode(403)
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .errorCode(code)
                .errorMessage("said by AWS")
                .sdkHttpResponse(answer)
                .build())
        .build();
  }

  private static FailureReport report(AwsServiceException e) {
    return AwsFailures.of("ec2:DescribeImages", "eu-central-1", e).report();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RequestExpired", "AuthFailure", "SignatureDoesNotMatch"})
  void namesADifferentClockForEveryCodeOfAws(String code) {
    for (int minutes : new int[] {-10, 10}) {
      AwsServiceException e = error(code, Duration.ofMinutes(minutes));

      assertEquals(CLOCK, report(e).what());
      assertEquals(FailureKind.TARGET_REFUSED, report(e).kind());
      assertTrue(report(e).todo().contains("timedatectl"), report(e).todo());
      assertTrue(AwsFailures.isTransient(e), "the SDK signs the next call with AWS's time");
    }
  }

  @Test
  void readsS3sOwnErrorAboutTheClock() {
    assertEquals(CLOCK, report(error("RequestTimeTooSkewed", Duration.ZERO)).what());
  }

  @Test
  void takesTheSameCodesLiterallyIfTheClockIsRight() {
    assertEquals(
        "AWS does not accept the credentials", report(error("AuthFailure", Duration.ZERO)).what());
    assertEquals(
        "The credentials for AWS have expired",
        report(error("RequestExpired", Duration.ZERO)).what());
  }

  @Test
  void namesAMissingRight() {
    FailureReport report = report(error("UnauthorizedOperation", Duration.ofHours(1)));

    assertEquals("The right ec2:DescribeImages is missing", report.what());
    assertEquals("UnauthorizedOperation: said by AWS", report.why());
  }
}
