package io.pim.worker.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.pim.model.files.BuildId;
import io.pim.model.secret.Sealer;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DataConverterException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.payload.context.ActivitySerializationContext;
import io.temporal.payload.context.SerializationContext;
import io.temporal.payload.context.WorkflowSerializationContext;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadSignerTest {
  private static final SerializationContext WEB =
      new WorkflowSerializationContext("default", "web-x86_64");
  private static final SerializationContext MAIL =
      new WorkflowSerializationContext("default", "mail-x86_64");
  private static final SerializationContext ELSEWHERE =
      new WorkflowSerializationContext("other", "web-x86_64");

  @TempDir Path folder;
  private DataConverter converter;

  @BeforeEach
  void make() throws IOException {
    converter = of("seal.key");
  }

  private DataConverter of(String key) throws IOException {
    return TemporalConnection.signed(Sealer.withKeyFile(folder.resolve(key)));
  }

  private static SerializationContext activity(String workflowId, String type) {
    return new ActivitySerializationContext(
        "default", workflowId, "Build", type, "pim-host-a", false);
  }

  private Payload sent(Object value, SerializationContext context) {
    return converter.withContext(context).toPayload(value).orElseThrow();
  }

  private static String read(DataConverter converter, Payload payload, SerializationContext at) {
    return converter.withContext(at).fromPayload(payload, String.class, String.class);
  }

  @Test
  void keepsSignedPayloadsReadableForTheWebUiAndOtherHosts() throws Exception {
    Payload payload = sent("hello", WEB);

    assertEquals("\"hello\"", payload.getData().toStringUtf8());
    assertEquals("json/plain", payload.getMetadataOrThrow("encoding").toStringUtf8());
    assertEquals("hello", read(of("seal.key"), payload, WEB));
  }

  @Test
  void refusesUnsignedPayloads() {
    Payload unsigned =
        TemporalConnection.dataConverter().withContext(WEB).toPayload("hello").orElseThrow();

    PayloadRefused refused =
        assertThrows(PayloadRefused.class, () -> read(converter, unsigned, WEB));
    assertTrue(refused.getMessage().contains("web-x86_64: no PIM has signed it"));
  }

  @Test
  void refusesChangedPayloads() {
    Payload payload = sent("hello", WEB);
    Payload otherData = payload.toBuilder().setData(ByteString.copyFromUtf8("\"jello\"")).build();
    Payload otherMeaning =
        payload.toBuilder().putMetadata("encoding", ByteString.copyFromUtf8("json/odd")).build();

    assertThrows(PayloadRefused.class, () -> read(converter, otherData, WEB));
    assertThrows(PayloadRefused.class, () -> read(converter, otherMeaning, WEB));
  }

  /** Anybody with access to the service can read histories, but copied payloads are useless. */
  @Test
  void refusesPayloadsSignedForAnotherPlace() {
    BuildId build = BuildId.of("web-x86_64-20261122-120000");
    Payload cancelled = sent(build, activity("web-x86_64", "StopMachines"));

    assertThrows(PayloadRefused.class, () -> read(converter, sent("hello", WEB), MAIL));
    assertThrows(PayloadRefused.class, () -> read(converter, sent("hello", WEB), ELSEWHERE));
    for (SerializationContext other :
        new SerializationContext[] {
          activity("web-x86_64", "CleanUp"), activity("mail-x86_64", "StopMachines")
        }) {
      ApplicationFailure failure =
          assertThrows(ApplicationFailure.class, () -> read(converter, cancelled, other));
      assertTrue(failure.isNonRetryable());
    }
    assertThrows(PayloadRefused.class, () -> read(converter, cancelled, WEB));
    assertEquals(build.text(), read(converter, cancelled, activity("web-x86_64", "StopMachines")));
  }

  /** A host with the right key may take the workflow later, so it must not fail permanently. */
  @Test
  void namesAnotherKeyByItsId() throws Exception {
    Payload payload = sent("hello", WEB);
    DataConverter other = of("other.key");

    DataConverterException refused =
        assertThrows(DataConverterException.class, () -> read(other, payload, WEB));

    assertFalse(refused instanceof PayloadRefused);
    for (String key : new String[] {"seal.key", "other.key"}) {
      String id = Sealer.withKeyFile(folder.resolve(key)).keyId();
      assertTrue(refused.getMessage().contains("key " + id), refused.getMessage());
    }
  }

  @Test
  void refusesASignedValueThatBreaksARuleOfItsType() {
    Payload payload = sent("../../../secret", WEB);

    PayloadRefused refused =
        assertThrows(
            PayloadRefused.class,
            () -> converter.withContext(WEB).fromPayload(payload, BuildId.class, BuildId.class));
    assertTrue(refused.getMessage().contains("cannot be used as a name"), refused.getMessage());
    SerializationContext open = activity("web-x86_64", "Open");
    assertThrows(
        DataConverterException.class,
        () ->
            converter
                .withContext(open)
                .fromPayload(sent("../secret", open), BuildId.class, BuildId.class));
  }
}
