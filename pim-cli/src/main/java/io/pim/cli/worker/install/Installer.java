package io.pim.cli.worker.install;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.temporal.DistributionInfo;
import io.pim.cli.worker.invitation.Invitation;
import io.pim.model.failure.BuildFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Installs a worker, finishes an interrupted installation, or updates one. */
public final class Installer {
  private final Installation installation;
  private final Machine machine;
  private final Layout layout;
  private final Steps steps;
  private final Duration startLimit;

  /** An installer that reports each change. */
  public Installer(Installation installation, PrintWriter out, boolean dryRun) {
    this(installation, new Steps(out, dryRun), StartStep.USUAL_LIMIT);
  }

  Installer(Installation installation, Steps steps, Duration startLimit) {
    this.installation = installation;
    this.machine = installation.machine();
    this.layout = installation.layout();
    this.steps = steps;
    this.startLimit = startLimit;
  }

  /**
   * Makes every missing change. Changes nothing if an existing file is in the way.
   *
   * @param invitation empty to update a worker that has joined already
   * @throws io.pim.cli.output.CommandFailure when something is in the way
   * @throws BuildFailure when a change fails; the next run continues from there
   */
  public void install(Optional<Invitation> invitation, DistributionInfo distribution)
      throws IOException, InterruptedException {
    Program program = Program.of(distribution, layout);
    FileStep unit = unit(program);
    List<Placed> files = new ArrayList<>();
    if (invitation.isPresent()) {
      files.addAll(new JoinFiles(machine, layout, invitation.get()).steps());
    } else {
      requireJoined();
    }
    files.add(unit);
    refuseConflicts(files);

    List<Step> all = new ArrayList<>();
    if (layout.isOwnAccount()) {
      all.add(new AccountStep(machine, layout.owner().user(), layout.home()));
    }
    all.addAll(folders(invitation));
    if (program.isCopied()) {
      Owner owner = layout.isOwnAccount() ? Owner.ROOT : layout.owner();
      all.add(new FolderStep(machine, layout.programs(), "rwxr-xr-x", owner));
      all.add(new ProgramStep(machine, program, owner));
    }
    all.addAll(files);
    all.addAll(installation.manager().enable(layout, installation.record()));
    all.add(new StartStep(installation, inputs(program), startLimit));
    steps.install(all, installation.record());
    steps.remove(List.of(new OldProgramsStep(machine, layout.programs(), program.folder())));
  }

  private FileStep unit(Program program) throws IOException, InterruptedException {
    Map<String, String> environment = layout.environment();
    JavaHome.current()
        .needed(layout)
        .ifPresent(home -> environment.put("JAVA_HOME", home.toString()));
    Owner owner = layout.scope() == Scope.SYSTEM ? Owner.ROOT : layout.owner();
    return new FileStep(
        machine,
        "the service",
        layout.unit(),
        installation
            .manager()
            .unit(layout, program.launcher(), environment)
            .getBytes(StandardCharsets.UTF_8),
        "rw-r--r--",
        owner,
        ExistingRules.unit(layout.unit()));
  }

  private List<Step> folders(Optional<Invitation> invitation) {
    List<Step> all = new ArrayList<>();
    if (layout.isOwnAccount()) {
      all.add(new FolderStep(machine, layout.folders().config(), "rwxr-x---", layout.keeper()));
      all.add(new OwnData(machine, layout).giveBack());
      all.add(new FolderStep(machine, layout.home(), "rwx------", layout.owner()));
      all.add(new FolderStep(machine, layout.folders().cache(), "rwx------", layout.owner()));
    } else {
      for (Path folder :
          List.of(
              layout.folders().config(),
              layout.folders().data(),
              layout.temporalToml().getParent())) {
        all.add(FolderStep.unlessThere(machine, folder, layout.owner()));
      }
    }
    if (invitation.stream()
        .anyMatch(its -> its.tls().isPresent() || its.storeAccess().ca().isPresent())) {
      String mode = layout.isOwnAccount() ? "rwxr-x---" : "rwx------";
      all.add(new FolderStep(machine, layout.tls(), mode, layout.keeper()));
    }
    if (invitation.flatMap(its -> its.storeAccess().login()).isPresent()) {
      Path docker = layout.dockerConfig().getParent();
      all.add(
          layout.isOwnAccount()
              ? new FolderStep(machine, docker, "rwx------", layout.owner())
              : FolderStep.unlessThere(machine, docker, layout.owner()));
    }
    return all;
  }

  private List<Path> inputs(Program program) {
    List<Path> inputs =
        new ArrayList<>(
            List.of(
                layout.unit(),
                layout.temporalToml(),
                layout.settings(),
                layout.folders().sealKey()));
    inputs.addAll(List.of(layout.ca(), layout.certificate(), layout.privateKey()));
    inputs.add(program.folder().resolve("build-id"));
    return inputs;
  }

  private void requireJoined() {
    for (Path file : List.of(layout.temporalToml(), layout.folders().sealKey())) {
      if (Files.notExists(machine.at(file))) {
        throw Complaint.of(ExitStatus.USAGE, "This host has not joined a service yet.")
            .at(file)
            .because("the file does not exist")
            .advise("Join with an invitation: pim worker install --join FILE")
            .failure();
      }
    }
  }

  private static void refuseConflicts(List<Placed> files) throws IOException {
    List<String> conflicts = new ArrayList<>();
    for (Placed file : files) {
      conflicts.addAll(file.conflicts());
    }
    if (!conflicts.isEmpty()) {
      throw Complaint.of(
              ExitStatus.FAILED, "Files of this host are in the way; nothing was changed.")
          .because(conflicts)
          .advise(
              "If this host no longer needs them, move each aside (mv FILE FILE.old) and run the "
                  + "command again.")
          .failure();
    }
  }
}
