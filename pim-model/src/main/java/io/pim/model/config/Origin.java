package io.pim.model.config;

/**
 * Where a value was written.
 *
 * @param file as people know it: relative to the project folder, or else in full
 * @param line counted from 1; 0 for the file as a whole
 * @param path the value's path in that file, such as {@code build.ssh.user}; empty for the root
 */
public record Origin(String file, int line, String path) {
  /** The place for people and editors: {@code pim.yml:3}. */
  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line;
  }
}
