package io.pim.host.remote.layers;

import io.pim.tools.oci.Manifest;
import java.time.LocalDate;

/**
 * A layer in the store whose description a PIM with this host's key has signed.
 *
 * @param used the day on which a build last used it; anybody who may write to the store can have
 *     changed that
 */
record RemoteLayer(LayerDescription description, Manifest manifest, LocalDate used) {}
