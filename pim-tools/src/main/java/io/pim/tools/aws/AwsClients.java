package io.pim.tools.aws;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** The SDK's clients, one of each service for each region. */
final class AwsClients implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration READ = Duration.ofSeconds(12);
  private static final Duration ATTEMPT = Duration.ofSeconds(20);

  /** The kernel may still send megabytes of a part after the last of it was written. */
  private static final Duration READ_AFTER_PART = Duration.ofMinutes(1);

  private static final Duration PART_ATTEMPT = Duration.ofMinutes(30);

  static {
    // By default Java keeps five idle connections; each further call would need a new one.
    setUnlessSet("http.maxConnections", Integer.toString(InFlight.MOST));
    // By default Java itself sends a failed call again, without a trace.
    setUnlessSet("sun.net.http.retryPost", "false");
  }

  private final AwsAccess access;
  private final AwsCredentialsProvider credentials;
  private final SdkHttpClient http;
  private final SdkHttpClient httpOfParts;
  private final Map<String, Ec2Client> ec2 = new ConcurrentHashMap<>();
  private final Map<String, EbsClient> ebs = new ConcurrentHashMap<>();
  private final Map<String, S3Client> s3 = new ConcurrentHashMap<>();

  AwsClients(AwsAccess access) {
    this.access = access;
    this.credentials = credentials(access);
    this.http = http(READ);
    this.httpOfParts = http(READ_AFTER_PART);
  }

  private static SdkHttpClient http(Duration read) {
    return UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(read).build();
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** A named profile has precedence over all other credentials, as with AWS's command. */
  private static AwsCredentialsProvider credentials(AwsAccess access) {
    return access
        .profile()
        .<AwsCredentialsProvider>map(
            name -> ProfileCredentialsProvider.builder().profileName(name).build())
        .orElseGet(() -> DefaultCredentialsProvider.builder().build());
  }

  SdkHttpClient http() {
    return http;
  }

  AwsCredentials credentials() {
    return credentials.resolveCredentials();
  }

  Ec2Client ec2(String region) {
    return ec2.computeIfAbsent(region, name -> with(Ec2Client.builder(), name).build());
  }

  EbsClient ebs(String region) {
    return ebs.computeIfAbsent(region, name -> with(EbsClient.builder(), name).build());
  }

  /** S3. With another endpoint, the bucket is part of the path instead of the host name. */
  S3Client s3(String region) {
    return s3.computeIfAbsent(
        region,
        name ->
            with(S3Client.builder(), name)
                .httpClient(httpOfParts)
                .forcePathStyle(access.endpoint().isPresent())
                .overrideConfiguration(retries(PART_ATTEMPT))
                // Each part has a checksum of PIM's. By default the SDK adds another one.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .serviceConfiguration(its -> its.chunkedEncodingEnabled(false))
                .build());
  }

  private <B extends AwsSyncClientBuilder<B, ?> & AwsClientBuilder<B, ?>> B with(
      B builder, String region) {
    access.endpoint().ifPresent(builder::endpointOverride);
    return builder
        .region(Region.of(region))
        .credentialsProvider(credentials)
        .httpClient(http)
        .overrideConfiguration(retries(ATTEMPT));
  }

  /** PIM itself repeats calls: it must see that AWS throttles, and show that it waits. */
  private static Consumer<ClientOverrideConfiguration.Builder> retries(Duration attempt) {
    return its -> its.retryStrategy(AwsRetryStrategy.doNotRetry()).apiCallAttemptTimeout(attempt);
  }

  @Override
  public void close() {
    ec2.values().forEach(SdkAutoCloseable::close);
    ebs.values().forEach(SdkAutoCloseable::close);
    s3.values().forEach(SdkAutoCloseable::close);
    http.close();
    httpOfParts.close();
    if (credentials instanceof SdkAutoCloseable closeable) {
      closeable.close();
    }
  }
}
