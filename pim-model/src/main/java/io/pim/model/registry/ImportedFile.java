package io.pim.model.registry;

import io.pim.model.unit.Sha256;

/**
 * A disk that was made elsewhere and then imported as an image.
 *
 * @param name the name of the file, without its folder
 * @param format QEMU's name for it: {@code qcow2} or {@code raw}
 * @param sha256 the digest of the original file
 */
public record ImportedFile(String name, String format, Sha256 sha256) {}
