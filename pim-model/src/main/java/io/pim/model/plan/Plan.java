package io.pim.model.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.json.Json;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Sha256;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Everything a build needs, with all choices made: pure data without secrets, readable in
 * Temporal's history. Texts that may carry secrets are in the {@link PlanContents}, which travel
 * sealed.
 *
 * @param format the version of this record's shape
 * @param imageKey the key of the finished, verified image: the last key of the steps
 * @param builder the host of the build: {@code any}, or a host id; {@code auto} until the hosts are
 *     known, and never in a build
 */
public record Plan(
    int format,
    String profile,
    MachineSpec machine,
    IsoSource iso,
    GuestAccess access,
    Limits limits,
    String builder,
    StepKey imageKey,
    List<PlanStep> steps) {

  public static final int FORMAT = 1;
  public static final String ANY_HOST = "any";

  /** The builder value that means this host or a remote one, by the architecture. */
  public static final String AUTO = "auto";

  /** The name of the flatten step's input that says how the image's file is compressed. */
  public static final String COMPRESSION = "compression";

  public Plan {
    steps = List.copyOf(steps);
  }

  /** Identifies exactly this plan. A step key covers only what affects a disk state. */
  public Sha256 digest() {
    try {
      return Sha256.ofBytes(Json.mapper().writeValueAsBytes(this));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same plan for another builder, which is part of no step's key. */
  public Plan on(String where) {
    return new Plan(format, profile, machine, iso, access, limits, where, imageKey, steps);
  }

  @JsonIgnore
  public Architecture architecture() {
    return machine.architecture();
  }

  /** The step with this name. */
  public Optional<PlanStep> step(String name) {
    return steps.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /**
   * The only step of {@code kind}.
   *
   * @throws IllegalStateException when the plan has none
   */
  public PlanStep only(StepKind kind) {
    return steps.stream()
        .filter(s -> s.kind() == kind)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the plan has no step " + kind));
  }

  /** The steps that leave layers, in order. */
  @JsonIgnore
  public List<PlanStep> layerSteps() {
    return steps.stream().filter(s -> s.kind().leavesLayer()).toList();
  }

  /** The step whose layer a key names. */
  public Optional<PlanStep> layerStep(StepKey key) {
    return layerSteps().stream().filter(s -> s.requiredKey().equals(key)).findFirst();
  }

  /** The compression of the image's file: an input of the flatten step. */
  @JsonIgnore
  public Compression compression() {
    return Optional.ofNullable(only(StepKind.FLATTEN).inputs().get(COMPRESSION))
        .map(Compression::of)
        .orElse(Compression.ZSTD);
  }

  /** The script steps, in order. */
  @JsonIgnore
  public List<PlanStep> scripts() {
    return steps.stream().filter(s -> s.kind() == StepKind.SCRIPT).toList();
  }

  /** The layer that is complete after this step, if the step completes one. */
  public Optional<StepKey> layerCompletedBy(PlanStep step) {
    return switch (step.kind()) {
      case INSTALL, SCRIPT -> step.key();
      // The changes of finalize become a layer once the machine is off.
      case SHUTDOWN -> only(StepKind.FINALIZE).key();
      case CLAIM, CACHE, ISO, DISK, BOOT, SSH, FINALIZE, FLATTEN, VERIFY, REGISTER, PUSH, UNKNOWN ->
          Optional.empty();
    };
  }
}
