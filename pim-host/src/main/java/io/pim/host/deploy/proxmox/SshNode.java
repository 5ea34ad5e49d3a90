package io.pim.host.deploy.proxmox;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.file.FileFailures;
import io.pim.host.deploy.sftp.SftpHost;
import io.pim.host.deploy.sftp.SftpUpload;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.proxmox.UploadFile;
import io.pim.tools.ssh.CommandResult;
import io.pim.tools.ssh.HostAccess;
import io.pim.tools.ssh.OutputLines;
import io.pim.tools.ssh.RemoteCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A node over SSH. Files go by SFTP; commands run in the user's shell. */
final class SshNode implements ImportNode {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final SftpHost host;
  private final String given;
  private String folder;
  private String name;
  private Boolean isRoot;

  /**
   * Opens a node without connecting.
   *
   * @param given the folder for uploads there; {@code ~/} means the home of the user there
   */
  SshNode(HostAccess access, String given) {
    this.host = new SftpHost(access);
    this.given = given;
  }

  private String folder() throws IOException, InterruptedException {
    if (folder == null) {
      folder = inFolder(() -> host.path("import_folder", given)).toString();
    }
    return folder;
  }

  private CommandResult run(RemoteCommand command) throws IOException, InterruptedException {
    return host.run(command, LIMIT);
  }

  private CommandResult script(NodeScript script, List<String> arguments)
      throws IOException, InterruptedException {
    return run(RemoteCommand.script(script.text(), arguments));
  }

  private <T> T inFolder(FileFailures.Act<T> act) throws IOException, InterruptedException {
    return FileFailures.on(shown(), given + " on " + shown(), act);
  }

  @Override
  public String shown() {
    return host.shown();
  }

  @Override
  public String name() throws IOException, InterruptedException {
    if (name == null) {
      String all = OutputLines.printable(run(RemoteCommand.of("uname", "-n")).stdout()).strip();
      name = all.split("\\.", 2)[0];
    }
    return name;
  }

  private boolean isRoot() throws IOException, InterruptedException {
    if (isRoot == null) {
      isRoot = run(RemoteCommand.of("id", "-u")).stdout().strip().equals("0");
    }
    return isRoot;
  }

  @Override
  public Optional<String> hindrance(List<String> command) throws IOException, InterruptedException {
    // With -l, sudo only reports whether it would allow the command.
    List<String> allowed = new ArrayList<>(List.of("sudo", "-n", "-l"));
    allowed.addAll(command);
    CommandResult result =
        isRoot() ? script(NodeScript.HAS, List.of("qm")) : run(new RemoteCommand(allowed));
    if (result.status().isSuccess()) {
      return Optional.empty();
    }
    String said = OutputLines.printable(String.join(" ", result.lastLines()));
    return Optional.of(
        isRoot()
            ? "it has no command qm: it is not a node of Proxmox VE"
            : host.user()
                + " may not run qm with sudo and without a password"
                + (said.isEmpty() ? "" : ": " + said));
  }

  @Override
  public String path(String file) throws IOException, InterruptedException {
    return folder() + "/" + file;
  }

  @Override
  public Optional<Long> free() throws IOException, InterruptedException {
    return inFolder(
        () -> {
          String there = folder();
          while (there.length() > 1 && !host.files().isFolder(there)) {
            there = there.substring(0, Math.max(1, there.lastIndexOf('/')));
          }
          return host.files().free(there);
        });
  }

  @Override
  public void prepare() throws IOException, InterruptedException {
    CommandResult made = script(NodeScript.PREPARE, List.of(folder()));
    if (!made.status().isSuccess()) {
      throw BuildFailure.of(
              FailureKind.TARGET_REFUSED, "The folder for uploads cannot be used: " + folder())
          .where(shown())
          .why(OutputLines.printable(String.join(" ", made.lastLines())))
          .todo(
              "Set the target's import_folder to one that "
                  + host.user()
                  + " owns or can create, "
                  + "and retry.")
          .build();
    }
  }

  @Override
  public List<String> files() throws IOException, InterruptedException {
    return inFolder(() -> host.files().names(folder()));
  }

  @Override
  public boolean bring(DeployContext context, UploadFile file)
      throws IOException, InterruptedException {
    return inFolder(
        () -> {
          SftpUpload upload = new SftpUpload(host.files(), folder());
          String there = path(file.name());
          boolean sent = upload.send(context, file.path(), there) > 0;
          upload.look(context, there).require(file.sha256(), shown());
          return sent;
        });
  }

  @Override
  public void delete(String file) throws IOException, InterruptedException {
    inFolder(() -> host.files().delete(path(file)));
  }

  @Override
  public void leave() throws IOException, InterruptedException {
    inFolder(
        () -> {
          host.files().deleteIfEmpty(folder());
          return null;
        });
  }

  @Override
  public ImportJob job(String job) throws IOException, InterruptedException {
    CommandResult look = script(NodeScript.LOOK, List.of(folder(), job));
    List<String> lines = look.stdout().lines().toList();
    String[] state = (lines.isEmpty() ? "" : lines.get(0)).split(" ", 2);
    List<String> output =
        lines.stream().skip(1).map(OutputLines::printable).filter(its -> !its.isBlank()).toList();
    List<String> last = output.subList(Math.max(0, output.size() - 10), output.size());
    return switch (state[0]) {
      case "none" -> new ImportJob(ImportJob.State.NONE, 0, last);
      case "running" -> new ImportJob(ImportJob.State.RUNNING, 0, last);
      case "ended" -> new ImportJob(ImportJob.State.ENDED, exitStatus(state), last);
      default -> throw failed("The node does not report the state of an import", look);
    };
  }

  /** The exit status of a job. Anything but a number counts as a failure. */
  private static int exitStatus(String[] state) {
    return state.length == 2 && state[1].matches("\\d{1,3}") ? Integer.parseInt(state[1]) : 255;
  }

  private BuildFailure failed(String what, CommandResult result) {
    return BuildFailure.of(FailureKind.TARGET_FAILED, what)
        .where(shown())
        .why(result.status() + ": " + OutputLines.printable(String.join(" ", result.lastLines())))
        .todo("Check that the programs flock and setsid (util-linux) are installed, and retry.")
        .build();
  }

  @Override
  public void start(String job, List<String> command) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(folder(), job));
    if (!isRoot()) {
      words.addAll(List.of("sudo", "-n"));
    }
    words.addAll(command);
    CommandResult started = script(NodeScript.START, words);
    boolean runs = started.status().code() == NodeScript.RUNS_ALREADY;
    if (!started.status().isSuccess() && !runs) {
      throw failed("An import cannot be started", started);
    }
  }

  @Override
  public void close() {
    host.close();
  }
}
