package io.pim.model.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A configuration file as text: UTF-8 of limited size.
 *
 * @param shown its name in messages
 */
public record TextFile(Path path, String shown) {
  /** Far more than people write; reading a disk image by mistake must not exhaust the memory. */
  private static final int MOST_BYTES = 4 << 20;

  /** The text; empty after a problem, which has been added to {@code problems}. */
  public Optional<String> read(Problems problems) {
    try {
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        return problem(problems, 0, "must be a file");
      }
      byte[] bytes = bytes();
      return bytes.length > MOST_BYTES
          ? problem(problems, 0, "is larger than " + (MOST_BYTES >> 20) + " MiB")
          : decode(bytes, problems);
    } catch (AccessDeniedException e) {
      return problem(problems, 0, "cannot be read: give yourself the right to");
    } catch (NoSuchFileException | FileSystemLoopException e) {
      return problem(problems, 0, "is a link that leads to no file");
    } catch (IOException e) {
      // The JDK has no exception type for a loop of links, only the platform's message.
      return Files.isSymbolicLink(path)
          ? problem(problems, 0, "is a link that leads to no file")
          : problem(problems, 0, "cannot be read: " + e.getMessage());
    }
  }

  private byte[] bytes() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(MOST_BYTES + 1);
    }
  }

  private Optional<String> decode(byte[] bytes, Problems problems) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    out.flip();
    if (result.isError()) {
      int line = 1 + (int) out.chars().filter(c -> c == '\n').count();
      return problem(problems, line, "is not UTF-8 text");
    }
    return Optional.of(out.toString());
  }

  private Optional<String> problem(Problems problems, int line, String rule) {
    problems.add(Problem.at(new Origin(shown, line, ""), rule, ""));
    return Optional.empty();
  }
}
