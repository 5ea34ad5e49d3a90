package io.pim.e2e.chaos;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;

/** One fault at one moment. */
public record Cell(Fault fault, Moment moment) {
  static Cell of(Fault fault, Place place) {
    return new Cell(fault, new Moment.At(place));
  }

  String name() {
    return fault.name() + "/" + moment;
  }

  /**
   * Whether one of these globs matches a cell's name: worker/script, worker, or a star for either
   * part.
   */
  public static boolean isSelected(String name, List<String> globs) {
    return globs.stream()
        .map(glob -> glob.contains("/") ? glob : glob + "/*")
        .anyMatch(
            glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(Path.of(name)));
  }
}
