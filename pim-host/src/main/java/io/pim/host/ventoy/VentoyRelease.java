package io.pim.host.ventoy;

import io.pim.model.files.Names;
import io.pim.model.unit.Digest;

/**
 * A release of Ventoy for Linux.
 *
 * @param fileName of the archive, a .tar.gz; a plain name
 * @param url where the archive is
 * @param checksum of the archive
 */
public record VentoyRelease(String version, String fileName, String url, Digest checksum) {
  public VentoyRelease {
    Names.requirePlain(version);
    Names.requirePlain(fileName);
  }

  /** As the project names its archives. */
  public static String usualFileName(String version) {
    return "ventoy-" + version + "-linux.tar.gz";
  }

  /** Where the project publishes its archives. */
  public static String usualUrl(String version, String fileName) {
    return "https://github.com/ventoy/Ventoy/releases/download/v" + version + "/" + fileName;
  }

  /** The folder it is unpacked to: another archive of the same version gets another one. */
  String folderName() {
    return "ventoy-" + version + "-" + checksum.abbreviated();
  }
}
