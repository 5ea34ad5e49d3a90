package io.pim.model.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The end of a file of any size and content, such as a guest's console.
 *
 * @param text what is not UTF-8 became U+FFFD
 * @param whole whether it is the whole part that was requested; else the first line may lack its
 *     beginning
 */
public record FileTail(String text, boolean whole) {
  /** Reads at most the last {@code mostBytes} bytes of a file. */
  public static FileTail of(Path file, int mostBytes) throws IOException {
    return since(file, 0, mostBytes);
  }

  /** The same for the part after the first {@code start} bytes. */
  public static FileTail since(Path file, long start, int mostBytes) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long from = Math.max(start, channel.size() - mostBytes);
      ByteBuffer bytes =
          ByteBuffer.allocate((int) Math.max(0, Math.min(mostBytes, channel.size() - from)));
      channel.position(from);
      int read = 0;
      // The file may have become shorter meanwhile; then the tail is the rest.
      while (bytes.hasRemaining() && read >= 0) {
        read = channel.read(bytes);
      }
      String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
      return new FileTail(text, from == start);
    }
  }
}
