package io.pim.host.ventoy;

import io.pim.model.files.Names;
import io.pim.model.unit.Digest;

/**
 * A release of Ventoy for Linux.
 *
 * @param fileName the name of the archive, a .tar.gz; a plain name
 * @param url the address of the archive
 * @param checksum the digest of the archive
 */
public record VentoyRelease(String version, String fileName, String url, Digest checksum) {
  public VentoyRelease {
    Names.requirePlain(version);
    Names.requirePlain(fileName);
  }

  /** The Ventoy project's name for the archive. */
  public static String usualFileName(String version) {
    return "ventoy-" + version + "-linux.tar.gz";
  }

  /** The Ventoy project's address for the archive. */
  public static String usualUrl(String version, String fileName) {
    return "https://github.com/ventoy/Ventoy/releases/download/v" + version + "/" + fileName;
  }

  /** The folder for unpacking; another archive of the same version gets another one. */
  String folderName() {
    return "ventoy-" + version + "-" + checksum.abbreviated();
  }
}
