package io.pim.worker.connection;

import com.google.protobuf.ByteString;
import io.pim.model.secret.Sealer;
import io.pim.model.secret.Signer;
import io.temporal.api.common.v1.Payload;
import io.temporal.payload.codec.PayloadCodec;
import io.temporal.payload.context.SerializationContext;
import java.util.List;

/**
 * Signs every payload that PIM sends, and refuses payloads that were not signed with the same key
 * file, because anybody with access to the service can send work. The data stays readable in the
 * Web UI; the signature is in the metadata.
 *
 * <p>A signature is valid at one {@link PayloadPlace} only, so a copy is useless in another build's
 * workflow or for another activity.
 */
final class PayloadSigner implements PayloadCodec {
  static final String KEY_ID = "pim-key";
  static final String SIGNATURE = "pim-signature";
  private static final String PURPOSE = "pim payload signing v1";

  private final Signer signer;
  private final Refusals refusals;
  private final PayloadPlace place;

  PayloadSigner(Sealer sealer, Refusals refusals) {
    this(sealer.signer(PURPOSE), refusals, PayloadPlace.NOWHERE);
  }

  private PayloadSigner(Signer signer, Refusals refusals, PayloadPlace place) {
    this.signer = signer;
    this.refusals = refusals;
    this.place = place;
  }

  @Override
  public PayloadCodec withContext(SerializationContext context) {
    return new PayloadSigner(signer, refusals, PayloadPlace.of(context));
  }

  @Override
  public List<Payload> encode(List<Payload> payloads) {
    return payloads.stream().map(this::signed).toList();
  }

  @Override
  public List<Payload> decode(List<Payload> payloads) {
    return payloads.stream().map(this::checked).toList();
  }

  private Payload signed(Payload payload) {
    Payload plain = plain(payload);
    return plain.toBuilder()
        .putMetadata(KEY_ID, ByteString.copyFromUtf8(signer.keyId()))
        .putMetadata(SIGNATURE, ByteString.copyFrom(signer.sign(place.signedBytes(plain))))
        .build();
  }

  private Payload checked(Payload payload) {
    ByteString signature = payload.getMetadataOrDefault(SIGNATURE, ByteString.EMPTY);
    String keyId = payload.getMetadataOrDefault(KEY_ID, ByteString.EMPTY).toStringUtf8();
    if (signature.isEmpty()) {
      throw refusals.stranger(place, "no PIM has signed it");
    }
    if (!keyId.equals(signer.keyId())) {
      throw refusals.otherKey(place, keyId, signer.keyId());
    }
    Payload plain = plain(payload);
    if (!signer.hasSigned(place.signedBytes(plain), signature.toByteArray())) {
      throw refusals.stranger(place, "its signature is wrong, or was made for something else");
    }
    return plain;
  }

  private static Payload plain(Payload payload) {
    return payload.toBuilder().removeMetadata(KEY_ID).removeMetadata(SIGNATURE).build();
  }
}
