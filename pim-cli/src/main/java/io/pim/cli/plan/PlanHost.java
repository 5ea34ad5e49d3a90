package io.pim.cli.plan;

import io.pim.model.unit.Architecture;
import java.util.function.Supplier;

/**
 * The host a plan is made on.
 *
 * @param id its stable id; used only when a builder is {@code local}
 */
public record PlanHost(Architecture architecture, Supplier<String> id) {
  /** This machine, as Java reports it. */
  public static PlanHost thisOne(Supplier<String> id) {
    return new PlanHost(Architecture.ofThisMachine().orElse(Architecture.X86_64), id);
  }
}
