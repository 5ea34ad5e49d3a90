package io.pim.cli.plan;

import io.pim.model.profile.GuestFile;
import io.pim.model.profile.GuestFiles;
import io.pim.model.unit.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The script that lays a profile's files into the guest, as root, before all other scripts. It
 * carries the files in itself, text as it is and other bytes in base64, so that it travels as
 * scripts do: sealed, and run once. It needs a POSIX shell and, for other bytes, base64; busybox
 * has both.
 */
final class FilesScript {
  /** The name of its step. Scripts of people have names that begin with {@code script:}. */
  static final String STEP = "files";

  private static final String HEAD =
      """
      #!/bin/sh
      set -eu
      umask 022
      # A folder that the guest has keeps its owner and mode unless the rules name it.
      folder() {
        if [ -d "$1" ]; then
          [ "$4" = given ] || return 0
        else
          mkdir "$1"
        fi
        chown "$3" "$1"
        chmod "$2" "$1"
      }
      room() {
        if [ -d "$1" ] && [ ! -L "$1" ]; then
          echo "$1 is a folder in the guest" >&2
          exit 1
        fi
      }
      # Takes the content from its input; the file appears complete.
      file() {
        room "$1"
        draft=${1%/*}/.pim-new.$$
        rm -f "$draft"
        (umask 077; shift 3; "$@" >"$draft")
        chown "$3" "$draft"
        chmod "$2" "$draft"
        mv -f "$draft" "$1"
      }
      link() {
        room "$1"
        rm -f "$1"
        ln -s "$2" "$1"
        chown -h "$3" "$1"
      }
      """;

  private FilesScript() {}

  /** The text of the script. The same files make the same text. */
  static String of(GuestFiles files) {
    StringBuilder text = new StringBuilder(HEAD);
    files.files().forEach(file -> add(text, file));
    text.append("echo 'files laid: ").append(files.files().size()).append("'\n");
    return text.toString();
  }

  private static void add(StringBuilder text, GuestFile file) {
    String path = quote(file.path());
    switch (file.kind()) {
      case FOLDER ->
          text.append("folder " + path + " " + file.octalMode() + " " + file.owner())
              .append(file.given() ? " given\n" : " -\n");
      case LINK ->
          text.append("link " + path + " ")
              .append(quote(new String(file.content(), StandardCharsets.UTF_8)))
              .append(" " + file.owner() + "\n");
      case FILE -> {
        text.append("file " + path + " " + file.octalMode() + " " + file.owner());
        content(text, file.content());
      }
    }
  }

  private static void content(StringBuilder text, byte[] bytes) {
    Optional<String> plain = text(bytes);
    String body =
        plain.orElseGet(() -> Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(bytes));
    String end = "PIM-END-" + Sha256.ofBytes(bytes).abbreviated();
    text.append(plain.isPresent() ? " cat" : " base64 -d").append(" <<'" + end + "'\n");
    text.append(body).append(body.isEmpty() || body.endsWith("\n") ? "" : "\n").append(end + "\n");
  }

  /** The bytes as text that a here-document keeps as it is: complete lines of UTF-8. */
  private static Optional<String> text(byte[] bytes) {
    if (bytes.length > 0 && bytes[bytes.length - 1] != '\n') {
      return Optional.empty();
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return Optional.of(text).filter(it -> it.indexOf('\0') < 0);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** A word in single quotes, which take everything literally (POSIX XCU 2.2.2). */
  private static String quote(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  /** One line for each file, for people: without the content, which may be secret. */
  static String listing(GuestFiles files) {
    StringBuilder text = new StringBuilder();
    for (GuestFile file : files.files()) {
      String what =
          switch (file.kind()) {
            case FOLDER -> "";
            case LINK -> " -> " + new String(file.content(), StandardCharsets.UTF_8);
            case FILE -> " " + Sha256.ofBytes(file.content()).abbreviated();
          };
      text.append("%04o %s %s%s%n".formatted(file.mode(), file.owner(), file.path(), what));
    }
    return text.toString();
  }
}
