package io.pim.cli.worker.install;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Lets a user's services run while the user is not logged in. */
record LingerStep(Machine machine, String user) implements Step {
  private static final Path LINGERING = Path.of("/var/lib/systemd/linger");

  @Override
  public String what() {
    return "let your services run while you are not logged in (loginctl enable-linger "
        + user
        + ")";
  }

  @Override
  public boolean isDone() {
    return Files.exists(machine.at(LINGERING.resolve(user)));
  }

  @Override
  public void apply() throws InterruptedException {
    CommandStep.requireSuccess(
        machine.run(List.of("loginctl", "enable-linger", user)), "loginctl enable-linger");
  }

  @Override
  public Optional<String> makes() {
    return Optional.of(InstallRecord.LINGERING);
  }
}
