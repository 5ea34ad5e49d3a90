package io.pim.worker.connection;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import io.temporal.payload.context.ActivitySerializationContext;
import io.temporal.payload.context.HasWorkflowSerializationContext;
import io.temporal.payload.context.SerializationContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The workflow and activity that a payload belongs to. The signature covers them.
 *
 * @param workflowId the profile and architecture; empty when the SDK does not provide it
 * @param activity the type of the activity whose input, result, heartbeat or failure it is; empty
 *     for a payload of the workflow itself
 */
record PayloadPlace(String namespace, String workflowId, String activity) {
  static final PayloadPlace NOWHERE = new PayloadPlace("", "", "");

  static PayloadPlace of(SerializationContext context) {
    String activity =
        context instanceof ActivitySerializationContext activityContext
            ? activityContext.getActivityType()
            : "";
    return context instanceof HasWorkflowSerializationContext workflow
        ? new PayloadPlace(workflow.getNamespace(), textOf(workflow.getWorkflowId()), activity)
        : new PayloadPlace("", "", activity);
  }

  boolean isOfActivity() {
    return !activity.isEmpty();
  }

  /**
   * The bytes to sign. A length precedes every field, so that different payloads and places never
   * have the same bytes.
   */
  byte[] signedBytes(Payload plain) {
    Map<String, ByteString> metadata = new TreeMap<>(plain.getMetadataMap());
    ByteString bytes =
        field(namespace)
            .concat(field(workflowId))
            .concat(field(activity))
            .concat(number(metadata.size()));
    for (Map.Entry<String, ByteString> entry : metadata.entrySet()) {
      bytes = bytes.concat(field(entry.getKey())).concat(field(entry.getValue()));
    }
    return bytes.concat(field(plain.getData())).toByteArray();
  }

  /** Describes the place in messages. */
  @Override
  public String toString() {
    String workflow = "workflow " + (workflowId.isEmpty() ? "unknown" : workflowId);
    return isOfActivity() ? "activity " + activity + " of " + workflow : workflow;
  }

  private static ByteString field(String text) {
    return field(ByteString.copyFrom(text, StandardCharsets.UTF_8));
  }

  private static ByteString field(ByteString bytes) {
    return number(bytes.size()).concat(bytes);
  }

  private static ByteString number(int value) {
    return ByteString.copyFrom(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
  }

  private static String textOf(String text) {
    return text == null ? "" : text;
  }
}
