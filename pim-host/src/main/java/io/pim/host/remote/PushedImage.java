package io.pim.host.remote;

/**
 * The result of a push.
 *
 * @param place the image's own address in the store
 * @param sent the number of bytes sent; 0 when the registry had all of them
 * @param latest whether {@code latest} leads to the image now
 */
public record PushedImage(String place, long sent, boolean latest) {}
