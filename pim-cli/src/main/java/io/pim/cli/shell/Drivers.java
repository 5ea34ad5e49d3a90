package io.pim.cli.shell;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.host.deploy.TargetDrivers;
import io.pim.model.target.Target;
import io.pim.model.target.TargetType;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Refuses targets that this PIM cannot deploy to yet. */
public final class Drivers {
  private Drivers() {}

  /**
   * Refuses a target whose type has no driver.
   *
   * @throws io.pim.cli.output.CommandFailure that says so
   */
  public static void require(CliContext context, Target target) {
    TargetDrivers drivers = context.host().targetDrivers();
    if (!drivers.has(target.type())) {
      throw Complaint.of(ExitStatus.FAILED, "PIM cannot deploy to " + target.type() + " yet.")
          .at(target.tree().origin())
          .because("Target " + target.name() + " is of that type.")
          .advise(
              "It can to these: "
                  + Arrays.stream(TargetType.values())
                      .filter(drivers::has)
                      .map(TargetType::id)
                      .collect(Collectors.joining(", ")))
          .failure();
    }
  }
}
