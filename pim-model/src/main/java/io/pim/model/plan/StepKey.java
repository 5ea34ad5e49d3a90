package io.pim.model.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.pim.model.unit.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Names the disk state after a step: SHA-256 over the key before it, the kind of step and its
 * declared inputs. Every text is preceded by its length, so that no two different lists of inputs
 * produce the same bytes.
 */
public record StepKey(Sha256 digest) {
  private static final String FORMAT = "pim-step-1";

  @JsonCreator
  public static StepKey of(String hex) {
    return new StepKey(Sha256.of(hex));
  }

  /**
   * Derives the key of a step of {@code kind} with these inputs, after the step with key {@code
   * previous}.
   */
  public static StepKey derive(
      Optional<StepKey> previous, StepKind kind, SortedMap<String, String> inputs) {
    MessageDigest digest = Sha256.newDigest();
    add(digest, FORMAT);
    add(digest, previous.map(StepKey::toString).orElse(""));
    add(digest, kind.name());
    for (Map.Entry<String, String> input : inputs.entrySet()) {
      add(digest, input.getKey());
      add(digest, input.getValue());
    }
    return new StepKey(Sha256.of(digest.digest()));
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }

  /** The first 12 digits, for people. */
  public String abbreviated() {
    return digest.abbreviated();
  }

  @Override
  @JsonValue
  public String toString() {
    return digest.hex();
  }
}
