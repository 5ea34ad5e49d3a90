package io.pim.host.image;

import io.pim.model.plan.MachineSpec;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A disk that was made elsewhere and is to become an image.
 *
 * @param file a qcow2 image, or a raw disk
 * @param profile under which it is found; no such profile need be there
 * @param name what the image is called; made of profile, architecture and time when empty
 * @param machine what it runs on; the size of its disk does not matter
 * @param uefiVariables those a machine is to begin with; fresh ones when empty
 */
public record ImportRequest(
    Path file,
    String profile,
    Optional<String> name,
    MachineSpec machine,
    Optional<Path> uefiVariables) {}
