package io.pim.cli.shell;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.model.target.Target;
import io.pim.model.target.TargetType;
import java.util.EnumSet;
import java.util.Set;

/** Knows which types of targets this PIM can deploy to. */
public final class Drivers {
  private static final Set<TargetType> THERE = EnumSet.of(TargetType.DIRECTORY);

  private Drivers() {}

  public static boolean has(TargetType type) {
    return THERE.contains(type);
  }

  /**
   * Refuses a target that no driver serves.
   *
   * @throws io.pim.cli.output.CommandFailure that says so
   */
  public static void require(Target target) {
    if (!has(target.type())) {
      throw Complaint.of(ExitStatus.FAILED, "PIM cannot deploy to " + target.type() + " yet.")
          .at(target.tree().origin())
          .because("Target " + target.name() + " is of that type.")
          .advise("Targets of these types work: " + String.join(", ", known()))
          .failure();
    }
  }

  private static Iterable<String> known() {
    return THERE.stream().map(TargetType::id).toList();
  }
}
