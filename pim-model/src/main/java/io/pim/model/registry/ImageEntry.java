package io.pim.model.registry;

import io.pim.model.plan.StepKey;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import java.time.Instant;
import java.util.Optional;

/** A finished image as the registry lists it. */
public record ImageEntry(
    String name,
    String profile,
    Architecture architecture,
    String path,
    String format,
    long size,
    Sha256 sha256,
    String buildId,
    Instant created,
    StepKey imageKey,
    Firmware firmware,
    Optional<String> manifest,
    Optional<String> uefiVars) {}
