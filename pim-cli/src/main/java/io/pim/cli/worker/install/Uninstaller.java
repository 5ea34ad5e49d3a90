package io.pim.cli.worker.install;

import io.pim.cli.output.ForPeople;
import io.pim.cli.output.SafeText;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Removes an installed worker, and reports what stays. */
public final class Uninstaller {
  private static final String UNCHECKED =
      "PIM does not check whether the store has them (pim image list --remote)";

  private final Installation installation;
  private final Machine machine;
  private final Layout layout;
  private final HostWork.Source service;
  private final PrintWriter out;
  private final boolean dryRun;

  /**
   * An uninstaller that reports each change.
   *
   * @param service knows the work of the host
   */
  public Uninstaller(
      Installation installation, HostWork.Source service, PrintWriter out, boolean dryRun) {
    this.installation = installation;
    this.machine = installation.machine();
    this.layout = installation.layout();
    this.service = service;
    this.out = out;
    this.dryRun = dryRun;
  }

  /**
   * Undoes an installation, also one that was interrupted.
   *
   * @param purge whether images and virtual machines of the worker's own account are removed as
   *     well
   * @param force whether work that is under way is broken off, and the service is not asked
   * @throws io.pim.cli.output.CommandFailure when work is under way, without {@code force}
   */
  public void uninstall(boolean purge, boolean force) throws IOException, InterruptedException {
    if (!installation.record().exists()) {
      out.println("The worker is not installed here.");
      return;
    }
    boolean hasUnit = Files.exists(machine.at(layout.unit()));
    List<String> processes = hasUnit ? installation.manager().companions() : List.of();
    OwnData data = new OwnData(machine, layout);
    long images = data.images();
    if (!force) {
      sayKnown(new WorkUnderWay(installation, service).requireNone(processes, purge && images > 0));
    }
    if (purge && images > 0) {
      note(ForPeople.count(images, "image") + " will be removed; " + UNCHECKED);
    }
    List<Step> all = new ArrayList<>();
    if (!processes.isEmpty()) {
      all.add(
          new CommandStep(
              "end the worker and what it started: " + String.join(", ", processes),
              () -> false,
              installation.manager()::killAll));
    }
    if (hasUnit) {
      all.addAll(installation.manager().stop(layout));
      all.add(new RemoveStep(machine, layout.unit()));
    }
    if (layout.isOwnAccount()) {
      all.add(endOfAccount());
    }
    all.add(new CommandStep("forget the service", () -> false, installation.manager()::forget));
    all.addAll(recorded());
    List<Path> left = List.of();
    List<Path> edited = new ArrayList<>();
    List<Path> changeable = new ArrayList<>(List.of(layout.settings(), layout.temporalToml()));
    if (!layout.isOwnAccount()) {
      changeable.add(layout.dockerConfig());
    }
    List<String> logins = layout.isOwnAccount() ? List.of() : installation.record().logins();
    for (Path path : changeable) {
      if (installation.record().hasFile(path) && isEdited(path)) {
        edited.add(path);
      }
    }
    if (layout.isOwnAccount()) {
      left = purge ? List.of() : data.valuable();
      all.addAll(data.removal(purge));
      all.addAll(account());
    }
    new Steps(out, dryRun).remove(all);
    if (!dryRun) {
      finish();
    }
    edited.forEach(path -> say(path + ", which was changed after the installation"));
    logins.forEach(
        registry ->
            say(
                "the login at "
                    + registry
                    + " in "
                    + layout.dockerConfig()
                    + ", which has others, too (docker logout "
                    + registry
                    + " removes it)"));
    sayLeft(left, images);
  }

  /** Prints the parts of the answer of the service that do not prevent the removal. */
  private void sayKnown(HostWork known) {
    known
        .silence()
        .ifPresent(
            why ->
                note(
                    why + ": builds that wait to push their image again are unknown; images stay"));
    if (layout.isOwnAccount() && !known.held().isEmpty()) {
      note(
          "held builds lose their layers on this host, and repeat those steps after a retry: "
              + String.join(", ", known.held()));
    }
  }

  /**
   * Ends every process of the worker's user. One that is left could put links in the place of
   * folders that root removes, and the account could not be removed.
   */
  private Step endOfAccount() {
    String user = layout.owner().user();
    return new CommandStep(
        "end the processes of user " + user,
        () -> !machine.run(List.of("pgrep", "-u", user)).succeeded(),
        () -> machine.run(List.of("pkill", "-KILL", "-u", user)));
  }

  /** The files that the installation added; the names of all of them are PIM's own. */
  private List<Step> recorded() throws IOException {
    List<Path> own =
        List.of(
            layout.temporalToml(),
            layout.settings(),
            layout.ca(),
            layout.certificate(),
            layout.privateKey(),
            layout.storeCa(),
            layout.dockerConfig(),
            layout.tls(),
            layout.folders().sealKey());
    List<Step> steps = new ArrayList<>();
    for (Path path : own) {
      if (installation.record().hasFile(path) && !isEdited(path)) {
        steps.add(new RemoveStep(machine, path));
      }
    }
    for (String made : installation.record().made()) {
      if (made.startsWith("/") && layout.programs().equals(Path.of(made).getParent())) {
        steps.add(new RemoveStep(machine, Path.of(made)));
      }
    }
    for (Path shared : List.of(layout.programs(), layout.dockerConfig().getParent())) {
      if (installation.record().has(shared)) {
        Path folder = machine.at(shared);
        steps.add(
            new CommandStep(
                "remove " + shared + " unless others have files there",
                () -> !isEmptyFolder(folder),
                () -> Files.delete(folder)));
      }
    }
    steps.add(new RemoveStep(machine, layout.ready()));
    if (installation.record().has(InstallRecord.LINGERING)) {
      String user = layout.owner().user();
      LingerStep linger = new LingerStep(machine, user);
      steps.add(
          new CommandStep(
              "let your services end with your session (loginctl disable-linger " + user + ")",
              () -> !linger.isDone(),
              () ->
                  CommandStep.requireSuccess(
                      machine.run(List.of("loginctl", "disable-linger", user)),
                      "loginctl disable-linger")));
    }
    return steps;
  }

  /** Whether people have changed a file, or added logins to it, since it was installed. */
  private boolean isEdited(Path path) throws IOException {
    boolean isSettings =
        List.of(layout.settings(), layout.temporalToml(), layout.dockerConfig()).contains(path);
    Path file = machine.at(path);
    return isSettings
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && !installation.record().hasWritten(path, Sha256.ofFile(file));
  }

  private List<Step> account() throws IOException {
    String user = layout.owner().user();
    return installation.record().has(InstallRecord.ACCOUNT)
        ? List.of(
            new CommandStep(
                "remove the system user " + user,
                () -> !machine.run(List.of("getent", "passwd", user)).succeeded(),
                () -> CommandStep.requireSuccess(machine.run(List.of("userdel", user)), "userdel")))
        : List.of();
  }

  /** The record goes last, so that an interrupted removal can be finished. */
  private void finish() throws IOException {
    Path config = layout.folders().config();
    boolean madeConfig = installation.record().has(config);
    installation.record().remove();
    if (madeConfig && isEmptyFolder(machine.at(config))) {
      Files.delete(machine.at(config));
    }
  }

  private static boolean isEmptyFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children.findAny().isEmpty();
    }
  }

  private void sayLeft(List<Path> left, long images) {
    for (Path path : left) {
      say(path + " (--purge removes it)");
    }
    if (!left.isEmpty() && images > 0) {
      say(ForPeople.count(images, "image") + " in there; " + UNCHECKED);
    }
    Path dropIns = layout.unit().resolveSibling(layout.unit().getFileName() + ".d");
    for (Path path : List.of(layout.folders().config(), dropIns)) {
      if (!dryRun && layout.isOwnAccount() && Files.exists(machine.at(path))) {
        say(path + ", which has files that PIM did not write");
      }
    }
    if (!layout.isOwnAccount()) {
      say("your images, layers, builds and ISOs: they belong to your own pim commands");
    }
  }

  private void note(String text) {
    out.println("note   " + SafeText.line(text));
    out.flush();
  }

  private void say(String text) {
    out.println("left   " + SafeText.line(text));
  }
}
