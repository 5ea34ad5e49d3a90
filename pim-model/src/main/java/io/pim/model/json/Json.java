package io.pim.model.json;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.pim.model.failure.DiskFull;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Writes and reads PIM's records as JSON; unknown fields are passed over, so that files age well.
 */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModules(new Jdk8Module(), new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Json() {}

  /** The shared mapper; not to be configured further. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /**
   * Reads a record.
   *
   * @throws IOException also where the file is torn, or lacks what the record must have
   */
  public static <T> T read(Path file, Class<T> type) throws IOException {
    T value =
        MAPPER
            .readerFor(type)
            .with(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .readValue(Files.readAllBytes(file));
    if (value == null) {
      throw MismatchedInputException.from(null, type, file + " holds nothing");
    }
    return value;
  }

  /**
   * Writes a file whole, with mode 0600: aside, forced to disk and renamed, so that a reader, or a
   * process that starts after a crash, sees the old file or the new one.
   */
  public static void write(Path file, Object value) throws IOException {
    byte[] bytes = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
    Files.createDirectories(file.getParent());
    Path draft =
        Files.createTempFile(
            file.getParent(),
            "." + file.getFileName(),
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.write(draft, bytes);
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw DiskFull.named(file, e);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
