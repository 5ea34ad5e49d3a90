package io.pim.host.remote.layers;

import io.pim.model.secret.Sealer;
import io.pim.model.secret.Signer;
import java.util.Base64;

/**
 * Signs descriptions of layers with the key file that the hosts of a service share. So somebody who
 * may write to the registry but has no key cannot make a host boot a disk.
 */
final class LayerSigner {
  private static final String PURPOSE = "pim layer signing v1";

  private final Signer signer;

  LayerSigner(Sealer sealer) {
    this.signer = sealer.signer(PURPOSE);
  }

  String keyId() {
    return signer.keyId();
  }

  /** The signature of a description, as text. */
  String sign(byte[] description) {
    return Base64.getEncoder().encodeToString(signer.sign(description));
  }

  boolean hasSigned(byte[] description, String signature) {
    try {
      return signer.hasSigned(description, Base64.getDecoder().decode(signature));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
