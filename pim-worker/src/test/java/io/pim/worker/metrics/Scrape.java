package io.pim.worker.metrics;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The answer of {@code /metrics}, read as Prometheus reads it: text format 0.0.4, a line a sample.
 * A line that is none is an error.
 */
public record Scrape(String text, List<Sample> samples) {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

  /** One number. */
  public record Sample(String name, Map<String, String> labels, double value) {}

  /** Asks for the metrics at a URL. */
  public static Scrape of(String url) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofString());
    String type = answer.headers().firstValue("Content-Type").orElse("");
    if (answer.statusCode() != 200 || !type.startsWith("text/plain; version=0.0.4")) {
      throw new IOException(answer.statusCode() + " " + type);
    }
    return read(answer.body());
  }

  static Scrape read(String text) throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (String line : text.split("\n")) {
      if (!line.startsWith("#") && !line.isBlank()) {
        samples.add(sample(line));
      }
    }
    return new Scrape(text, samples);
  }

  private static Sample sample(String line) throws IOException {
    Matcher matcher = SAMPLE.matcher(line);
    if (!matcher.matches()) {
      throw new IOException("this is no sample: " + line);
    }
    Map<String, String> labels = new HashMap<>();
    if (matcher.group(2) != null) {
      Matcher label = LABEL.matcher(matcher.group(2));
      int end = 0;
      while (label.find() && label.start() == end) {
        labels.put(label.group(1), label.group(2));
        end = label.end();
      }
      if (end != matcher.group(2).length()) {
        throw new IOException("these are no labels: " + line);
      }
    }
    String value = matcher.group(3).replace("+Inf", "Infinity").replace("-Inf", "-Infinity");
    return new Sample(matcher.group(1), labels, Double.parseDouble(value));
  }

  /** The names of all metrics with a number. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    samples.stream()
        .filter(sample -> !Double.isNaN(sample.value()))
        .forEach(sample -> names.add(sample.name()));
    return names;
  }

  public boolean has(String name) {
    return names().contains(name);
  }

  /** The value of the one sample with these labels, whatever others it has. */
  public double value(String name, Map<String, String> labels) {
    List<Sample> found =
        samples.stream()
            .filter(sample -> sample.name().equals(name))
            .filter(sample -> sample.labels().entrySet().containsAll(labels.entrySet()))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(name + " " + labels + " is there " + found.size() + " times");
    }
    return found.get(0).value();
  }
}
