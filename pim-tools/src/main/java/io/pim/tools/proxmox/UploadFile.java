package io.pim.tools.proxmox;

import io.pim.model.unit.Sha256;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A file to upload.
 *
 * @param name on the server; the server would change all other characters
 */
public record UploadFile(Path path, String name, long size, Sha256 sha256) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,255}");

  public UploadFile {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a file name for Proxmox VE: " + name);
    }
  }
}
