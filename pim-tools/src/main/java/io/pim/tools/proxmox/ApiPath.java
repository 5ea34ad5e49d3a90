package io.pim.tools.proxmox;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Builds the paths of the API. An empty segment would give another path, so it is refused. */
record ApiPath(String text) {
  static ApiPath of(Object... segments) {
    return new ApiPath(
        Arrays.stream(segments)
            .map(segment -> "/" + Parameters.encode(require(segment.toString())))
            .collect(Collectors.joining()));
  }

  private static String require(String segment) {
    if (segment.isEmpty()) {
      throw new IllegalArgumentException("an empty segment in a path of the API");
    }
    return segment;
  }

  @Override
  public String toString() {
    return text;
  }
}
