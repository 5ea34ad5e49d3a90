package io.pim.model.config;

/**
 * The position of a value in the configuration.
 *
 * @param file name as shown in messages: relative to the project folder, or absolute
 * @param line counted from 1; 0 for the file as a whole
 * @param path the value's path in that file, such as {@code build.ssh.user}; empty for the root
 */
public record Origin(String file, int line, String path) {
  /** The position for people and editors: {@code pim.yml:3}. */
  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line;
  }
}
