package io.pim.model.files;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The name of a virtual machine made by a person. It names the machine's folder and its sockets,
 * which share a folder with those of builds, so it cannot be a build's name.
 */
public record VmName(String text) implements Comparable<VmName> {
  /** The limit of a host name. */
  public static final int LONGEST = 63;

  private static final Pattern OF_A_BUILD =
      Pattern.compile(".*-(?:x86_64|arm64)-\\d{8}-\\d{6}(?:-.*)?");

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if it cannot be a file name, or could be a build's name
   */
  public VmName {
    Names.requirePlain(text);
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is too long for a VM's name: at most "
              + LONGEST
              + " characters are allowed");
    }
    if (OF_A_BUILD.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' looks like a build's name, and cannot be a VM's");
    }
  }

  @JsonCreator
  public static VmName of(String text) {
    return new VmName(text);
  }

  @Override
  public int compareTo(VmName other) {
    return text.compareTo(other.text);
  }

  @Override
  @JsonValue
  public String toString() {
    return text;
  }
}
