package io.pim.host.oci;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of an image on this host.
 *
 * @param uefiVariables empty with BIOS
 * @param manifest its origin and contents; empty when the file is missing
 */
public record ArtifactFiles(Path disk, Optional<Path> uefiVariables, Optional<Path> manifest) {}
