package io.pim.host.remote.layers;

/**
 * The result of a push of layers.
 *
 * @param layers the number of layers that the store lacked
 * @param sent the number of bytes sent; 0 when the registry had all of them
 */
public record PushedLayers(int layers, long sent) {}
