package io.pim.tools.aws;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * The role that EC2 uses for imports. PIM sends IAM a single request that the SDK only signs,
 * because the SDK's module for IAM takes 4 MB.
 */
public final class ImportRole {
  private static final String VERSION = "2010-05-08";
  private static final String IMPORTER = "vmie.amazonaws.com";
  private static final Pattern TRUST =
      Pattern.compile("<AssumeRolePolicyDocument>([^<]*)</AssumeRolePolicyDocument>");
  private static final Pattern CODE = Pattern.compile("<Code>(\\w+)</Code>");
  private static final int MOST_ANSWER = 256 << 10;
  private static final int OK = 200;

  /** IAM's address in each partition of AWS, and the region for which its requests are signed. */
  private static final Map<String, Map.Entry<String, String>> PLACES =
      Map.of(
          "aws", Map.entry("https://iam.amazonaws.com", "us-east-1"),
          "aws-cn", Map.entry("https://iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
          "aws-us-gov", Map.entry("https://iam.us-gov.amazonaws.com", "us-gov-west-1"));

  /** What PIM knows about a role. */
  public enum State {
    USABLE,
    ABSENT,
    /** Its trust policy does not let EC2's importer assume it. */
    CLOSED_TO_EC2,
    /**
     * The credentials lack iam:GetRole, which a deployment does not need, or IAM does not answer.
     */
    UNKNOWN
  }

  private final AwsClients clients;
  private final AwsAccess access;

  ImportRole(AwsClients clients, AwsAccess access) {
    this.clients = clients;
    this.access = access;
  }

  /** Examines a role of the account. */
  public State find(String region, String role) {
    Map.Entry<String, String> place = PLACES.get(PartitionMetadata.of(Region.of(region)).id());
    if (place == null) {
      return State.UNKNOWN;
    }
    URI address = access.endpoint().orElse(URI.create(place.getKey()));
    String form =
        "Action=GetRole&Version="
            + VERSION
            + "&RoleName="
            + URLEncoder.encode(role, StandardCharsets.UTF_8);
    try {
      return read(post(address, place.getValue(), form));
    } catch (IOException | AwsServiceException | SdkClientException e) {
      return State.UNKNOWN;
    }
  }

  private record Answer(int status, String body) {}

  private static State read(Answer answer) {
    if (answer.status() != OK) {
      Matcher code = CODE.matcher(answer.body());
      return code.find() && code.group(1).equals("NoSuchEntity") ? State.ABSENT : State.UNKNOWN;
    }
    Matcher trust = TRUST.matcher(answer.body());
    if (!trust.find()) {
      return State.UNKNOWN;
    }
    String policy = URLDecoder.decode(trust.group(1), StandardCharsets.UTF_8);
    return policy.contains(IMPORTER) ? State.USABLE : State.CLOSED_TO_EC2;
  }

  private Answer post(URI address, String region, String form) throws IOException {
    ContentStreamProvider body = ContentStreamProvider.fromUtf8String(form);
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(address)
            .encodedPath("/")
            .putHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
            .putHeader("Content-Length", Integer.toString(form.length()))
            .build();
    SignedRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                its ->
                    its.identity(clients.credentials())
                        .request(request)
                        .payload(body)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "iam")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region));
    HttpExecuteResponse response =
        clients
            .http()
            .prepareRequest(
                HttpExecuteRequest.builder()
                    .request(signed.request())
                    .contentStreamProvider(signed.payload().orElse(body))
                    .build())
            .call();
    return new Answer(response.httpResponse().statusCode(), text(response.responseBody()));
  }

  private static String text(Optional<AbortableInputStream> body) throws IOException {
    if (body.isEmpty()) {
      return "";
    }
    try (InputStream in = body.get()) {
      return new String(in.readNBytes(MOST_ANSWER), StandardCharsets.UTF_8);
    }
  }
}
