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

  /** A part has megabytes, which the kernel may still be sending when it is written. */
  private static final Duration READ_AFTER_PART = Duration.ofMinutes(1);

  private static final Duration PART_ATTEMPT = Duration.ofMinutes(30);

  static {
    // Java would keep five connections, and make a new one for each other call.
    setUnlessSet("http.maxConnections", Integer.toString(InFlight.MOST));
    // Java would send a call again by itself, and nobody would know of it.
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

  /** A profile that is named goes before everything else, as it does with AWS's command. */
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

  /** S3. Where it has another address, the bucket is in the path, and not in the host's name. */
  S3Client s3(String region) {
    return s3.computeIfAbsent(
        region,
        name ->
            with(S3Client.builder(), name)
                .httpClient(httpOfParts)
                .forcePathStyle(access.endpoint().isPresent())
                .overrideConfiguration(retries(PART_ATTEMPT))
                // PIM has a checksum for each part; the SDK would add another of its own.
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

  /** PIM asks again itself: it must know when AWS wants less, and a wait must be seen. */
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
