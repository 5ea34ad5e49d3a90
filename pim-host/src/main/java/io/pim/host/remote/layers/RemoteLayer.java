package io.pim.host.remote.layers;

import io.pim.tools.oci.Manifest;
import java.time.LocalDate;

/**
 * A layer in the store whose description a PIM with this host's key has signed.
 *
 * @param used the day on which a build last used it; anybody with write access to the store can
 *     have changed it
 */
record RemoteLayer(LayerDescription description, Manifest manifest, LocalDate used) {}
