package io.pim.host.remote.layers;

/**
 * The result of a push of layers.
 *
 * @param layers how many the store lacked before
 * @param sent how many bytes were sent; 0 when the registry had all of them
 */
public record PushedLayers(int layers, long sent) {}
