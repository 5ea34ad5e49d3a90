package io.pim.host.image;

import io.pim.model.plan.MachineSpec;
import io.pim.model.unit.Compression;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A disk from elsewhere to be imported as an image.
 *
 * @param file a qcow2 image, or a raw disk
 * @param profile the profile to register it under; such a profile need not exist
 * @param name the image's name; empty for one made of profile, architecture and time
 * @param machine the machine for it; its disk size is ignored
 * @param uefiVariables the variables for new machines; empty for fresh ones
 * @param compression the compression of the image's file
 */
public record ImportRequest(
    Path file,
    String profile,
    Optional<String> name,
    MachineSpec machine,
    Optional<Path> uefiVariables,
    Compression compression) {}
