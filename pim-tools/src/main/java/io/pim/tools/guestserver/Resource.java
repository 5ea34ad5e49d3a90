package io.pim.tools.guestserver;

import io.pim.model.files.Names;
import java.nio.charset.StandardCharsets;

/**
 * One file that the server serves.
 *
 * @param name the last part of its URL; a plain name
 * @param bytes the contents, held in memory
 */
@SuppressWarnings(
    "ArrayRecordComponent") // Never compared. Copying a body on every request would be waste.
public record Resource(String name, String contentType, byte[] bytes) {
  public Resource {
    Names.requirePlain(name);
  }

  public static Resource text(String name, String text) {
    return new Resource(name, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "Resource(" + name + ", " + bytes.length + " bytes)";
  }
}
