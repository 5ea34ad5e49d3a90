package io.pim.tools.aws.fake;

import io.pim.model.unit.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Checks signatures of version 4 as AWS does: the key, the scope, the time and every byte. */
final class SignatureCheck {
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=(\\w+)/(\\d{8})/([a-z0-9-]+)/([a-z0-9]+)/aws4_request,"
              + " ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Duration MOST_SKEW = Duration.ofMinutes(5);
  private static final Duration MOST_SKEW_OF_S3 = Duration.ofMinutes(15);

  private final Map<String, String> secrets = new ConcurrentHashMap<>();
  private final Set<String> expired = ConcurrentHashMap.newKeySet();

  void addKey(String id, String secret) {
    secrets.put(id, secret);
  }

  /** From now on, refuses session credentials with this token. */
  void expire(String sessionToken) {
    expired.add(sessionToken);
  }

  /** Returns the region that the request is for. */
  String check(HttpRequest request, Service service, Instant now) {
    Matcher parts = AUTHORIZATION.matcher(request.header("authorization"));
    if (!parts.matches()) {
      throw switch (service) {
        case EBS ->
            new Refusal(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
        case S3 -> new Refusal(403, "AccessDenied", "Access Denied");
        case EC2, IAM ->
            new Refusal(
                400, "MissingParameter", "The request must contain the parameter Signature");
      };
    }
    if (!parts.group(4).equals(service.id())) {
      throw refused(service, "Credential should be scoped to correct service.");
    }
    String secret = secrets.get(parts.group(1));
    if (secret == null) {
      throw switch (service) {
        case EBS ->
            new Refusal(
                403,
                "UnrecognizedClientException",
                "The security token included in the request is invalid.");
        case S3 ->
            new Refusal(
                403,
                "InvalidAccessKeyId",
                "The AWS Access Key Id you provided does not exist in our records.");
        case EC2, IAM -> authFailure();
      };
    }
    if (expired.contains(request.header("x-amz-security-token"))) {
      throw switch (service) {
        case EBS ->
            new Refusal(
                403,
                "ExpiredTokenException",
                "The security token included in the request is expired");
        case S3 -> new Refusal(400, "ExpiredToken", "The provided token has expired.");
        case EC2, IAM -> new Refusal(400, "RequestExpired", "Request has expired.");
      };
    }
    checkTime(request.header("x-amz-date"), parts.group(2), service, now);
    checkBody(request, service);
    if (!signature(request, parts, secret).equals(parts.group(6))) {
      throw refused(
          service,
          "The request signature we calculated does not match the signature you provided. Check"
              + " your AWS Secret Access Key and signing method.");
    }
    return parts.group(3);
  }

  private static void checkTime(String text, String day, Service service, Instant now) {
    Instant time = TIME.parse(text, Instant::from);
    Duration skew = Duration.between(time, now).abs();
    if (service == Service.S3 && skew.compareTo(MOST_SKEW_OF_S3) > 0) {
      throw new Refusal(
          403,
          "RequestTimeTooSkewed",
          "The difference between the request time and the current time is too large.");
    }
    if (!text.startsWith(day) || (service != Service.S3 && skew.compareTo(MOST_SKEW) > 0)) {
      // EC2's error does not mention the time.
      throw service == Service.EBS
          ? new Refusal(
              403,
              "InvalidSignatureException",
              "Signature expired: "
                  + text
                  + " is now earlier than "
                  + TIME.format(now.minus(MOST_SKEW))
                  + " ("
                  + TIME.format(now)
                  + " - 5 min.)")
          : authFailure();
    }
  }

  private static void checkBody(HttpRequest request, Service service) {
    String digest = request.header("x-amz-content-sha256");
    if (service == Service.S3 && digest.startsWith("STREAMING")) {
      throw new Refusal(501, "NotImplemented", "The fake reads no chunks");
    }
    if (digest.matches("[0-9a-f]{64}") && !digest.equals(Sha256.ofBytes(request.body()).hex())) {
      throw refused(service, "The body is not the one that was signed.");
    }
  }

  private static Refusal authFailure() {
    return new Refusal(
        401, "AuthFailure", "AWS was not able to validate the provided access credentials");
  }

  private static Refusal refused(Service service, String message) {
    return service == Service.EBS
        ? new Refusal(403, "InvalidSignatureException", message)
        : new Refusal(403, "SignatureDoesNotMatch", message);
  }

  private static String signature(HttpRequest request, Matcher parts, String secret) {
    String digest = request.header("x-amz-content-sha256");
    String canonical =
        String.join(
            "\n",
            request.method(),
            request.path(),
            Arrays.stream(request.query().split("&", -1))
                .map(pair -> pair.isEmpty() || pair.contains("=") ? pair : pair + "=")
                .sorted()
                .collect(Collectors.joining("&")),
            Arrays.stream(parts.group(5).split(";", -1))
                .map(name -> name + ":" + request.header(name).replaceAll(" +", " ") + "\n")
                .collect(Collectors.joining()),
            parts.group(5),
            digest.isEmpty() ? Sha256.ofBytes(request.body()).hex() : digest);
    String scope = parts.group(2) + "/" + parts.group(3) + "/" + parts.group(4) + "/aws4_request";
    String text =
        "AWS4-HMAC-SHA256\n"
            + request.header("x-amz-date")
            + "\n"
            + scope
            + "\n"
            + Sha256.ofText(canonical).hex();
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String part : scope.split("/", -1)) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, text));
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
