package io.pim.model.registry;

import io.pim.model.unit.Sha256;

/**
 * A disk that was made elsewhere, and of which PIM has made an image.
 *
 * @param name of the file, without its folder
 * @param format as QEMU calls it: {@code qcow2} or {@code raw}
 * @param sha256 of the file as it was
 */
public record ImportedFile(String name, String format, Sha256 sha256) {}
