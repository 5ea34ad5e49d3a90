package io.pim.host.remote;

import io.pim.model.registry.ImageEntry;

/**
 * The result of a pull.
 *
 * @param image as it is registered on this host now
 * @param place its address in the store
 * @param received the number of bytes downloaded
 * @param wasHere whether the image was here before, so that nothing was downloaded
 */
public record PulledImage(ImageEntry image, String place, long received, boolean wasHere) {}
