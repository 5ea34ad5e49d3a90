package io.pim.worker.metrics;

import io.pim.model.unit.ListenAddress;
import io.pim.tools.fetch.BodyQueue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics that a worker serves, read as Prometheus reads them: its text format 0.0.4, a line a
 * sample. Any other line is an error.
 */
public record Scrape(List<Sample> samples) {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*+)\",?");
  private static final String FORMAT = "text/plain; version=0.0.4";
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** A worker's metrics take about 150 KB. Another program may answer with anything. */
  private static final int MOST_BYTES = 8 << 20;

  /** One number. Values of labels are as they are written, with their backslashes. */
  public record Sample(String name, Map<String, String> labels, double value) {}

  /**
   * Asks a worker for its metrics.
   *
   * @throws IOException if nothing answers, a program that serves no metrics answers, or the answer
   *     is not complete within five seconds
   */
  public static Scrape of(ListenAddress address) throws IOException, InterruptedException {
    return of(address, LIMIT);
  }

  static Scrape of(ListenAddress address, Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + MetricsEndpoint.PATH))
            .timeout(limit)
            .build();
    // The time limit of a request ends with its headers.
    HttpResponse<BodyQueue> answer =
        HttpClient.newBuilder()
            .connectTimeout(limit)
            .build()
            .send(request, info -> new BodyQueue());
    try {
      String type = answer.headers().firstValue("Content-Type").orElse("");
      if (answer.statusCode() != 200 || !type.startsWith(FORMAT)) {
        throw new IOException("another program answers, with HTTP status " + answer.statusCode());
      }
      return read(new String(bytes(answer.body(), deadline), StandardCharsets.UTF_8));
    } finally {
      answer.body().cancel();
    }
  }

  private static byte[] bytes(BodyQueue body, long deadline)
      throws IOException, InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (true) {
      body.request();
      BodyQueue.Signal signal =
          body.poll(deadline - System.nanoTime())
              .orElseThrow(() -> new HttpTimeoutException("the answer does not end"));
      if (signal instanceof BodyQueue.Broken broken) {
        throw new IOException("the answer broke off", broken.cause());
      }
      if (!(signal instanceof BodyQueue.Piece piece)) {
        return bytes.toByteArray();
      }
      for (ByteBuffer buffer : piece.buffers()) {
        byte[] some = new byte[buffer.remaining()];
        buffer.get(some);
        bytes.writeBytes(some);
      }
      if (bytes.size() > MOST_BYTES) {
        throw new IOException("the answer is longer than " + MOST_BYTES + " bytes");
      }
    }
  }

  static Scrape read(String text) throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (!line.startsWith("#") && !line.isBlank()) {
        samples.add(sample(line));
      }
    }
    return new Scrape(List.copyOf(samples));
  }

  private static Sample sample(String line) throws IOException {
    Matcher matcher = SAMPLE.matcher(line);
    if (!matcher.matches()) {
      throw new IOException("this is not a sample: " + line);
    }
    String labels = matcher.group(2);
    return new Sample(
        matcher.group(1), labels == null ? Map.of() : labels(labels), number(matcher.group(3)));
  }

  private static Map<String, String> labels(String text) throws IOException {
    Map<String, String> labels = new HashMap<>();
    Matcher label = LABEL.matcher(text);
    int end = 0;
    while (label.find() && label.start() == end) {
      labels.put(label.group(1), label.group(2));
      end = label.end();
    }
    if (end != text.length()) {
      throw new IOException("these are not labels: " + text);
    }
    return Map.copyOf(labels);
  }

  private static double number(String text) throws IOException {
    try {
      return Double.parseDouble(text.replace("Inf", "Infinity"));
    } catch (NumberFormatException e) {
      throw new IOException("this is not a number: " + text, e);
    }
  }

  /** The names of the metrics with a number. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    samples.stream()
        .filter(sample -> !Double.isNaN(sample.value()))
        .forEach(sample -> names.add(sample.name()));
    return names;
  }

  /** The sum of the samples with these labels, whatever others they have; 0 without any. */
  public double sum(String name, Map<String, String> labels) {
    return samples.stream()
        .filter(sample -> sample.name().equals(name))
        .filter(sample -> sample.labels().entrySet().containsAll(labels.entrySet()))
        .mapToDouble(Sample::value)
        .sum();
  }
}
