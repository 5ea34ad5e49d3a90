package io.pim.model.json;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.pim.model.files.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes and reads PIM's records as JSON. Unknown fields are ignored, so that newer files stay
 * readable.
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

  /** The shared mapper; do not configure it further. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /**
   * Reads a record.
   *
   * @throws IOException also when the file is incomplete, or lacks a required field
   */
  public static <T> T read(Path file, Class<T> type) throws IOException {
    return read(Files.readAllBytes(file), type, file.toString());
  }

  /**
   * Reads a record that is in memory.
   *
   * @param where names the bytes in an error
   * @throws IOException when they are incomplete, or lack a required field
   */
  public static <T> T read(byte[] bytes, Class<T> type, String where) throws IOException {
    T value =
        MAPPER
            .readerFor(type)
            .with(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .readValue(bytes);
    if (value == null) {
      throw MismatchedInputException.from(null, type, where + " holds nothing");
    }
    return value;
  }

  /** Writes a file durably, with mode 0600. */
  public static void write(Path file, Object value) throws IOException {
    byte[] bytes = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
    DurableFile.write(file, DurableFile.PRIVATE, bytes);
  }
}
