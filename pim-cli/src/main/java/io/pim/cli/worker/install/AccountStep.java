package io.pim.cli.worker.install;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.tools.process.Finished;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes the system user that a worker runs as, with a group of the same name. */
record AccountStep(Machine machine, String user, Path home) implements Step {
  private static final int HOME_FIELD = 5;

  @Override
  public String what() {
    return "create the system user " + user + " (home " + home + ", no login)";
  }

  @Override
  public boolean isDone() throws InterruptedException {
    Finished known = machine.run(List.of("getent", "passwd", user));
    if (!known.succeeded()) {
      return false;
    }
    String[] fields = known.output().strip().split(":", -1);
    if (fields.length <= HOME_FIELD || !fields[HOME_FIELD].equals(home.toString())) {
      throw Complaint.of(ExitStatus.FAILED, "User " + user + " exists and is not PIM's.")
          .because("the home folder is not " + home)
          .advise("Rename that user, or install the worker for a user: pim worker install --user")
          .failure();
    }
    return true;
  }

  @Override
  public void apply() throws InterruptedException {
    CommandStep.requireSuccess(
        machine.run(
            List.of(
                "useradd",
                "--system",
                "--user-group",
                "--home-dir",
                home.toString(),
                "--no-create-home",
                "--shell",
                "/usr/sbin/nologin",
                "--comment",
                "PIM worker",
                user)),
        "useradd");
  }

  @Override
  public Optional<String> makes() {
    return Optional.of(InstallRecord.ACCOUNT);
  }
}
