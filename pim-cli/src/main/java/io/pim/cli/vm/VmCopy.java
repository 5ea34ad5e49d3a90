package io.pim.cli.vm;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.model.files.DurableFile;
import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.PipeRunner;
import io.pim.tools.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Copies files between this machine and a VM through a login shell: single files with cat, folders
 * with tar. The VM needs no SFTP server and no scp, only a POSIX shell and tar, such as busybox
 * has. The meaning of source and destination is that of cp.
 *
 * @param remote makes the command line that runs a command in the VM
 * @param tar this machine's tar
 */
record VmCopy(UnaryOperator<List<String>> remote, Path tar) {
  private static final Duration QUESTION_LIMIT = Duration.ofMinutes(2);

  private static final String LOOK =
      "if [ -d \"$1\" ]; then echo folder; elif [ ! -e \"$1\" ]; then echo missing;"
          + " elif [ ! -r \"$1\" ]; then echo unreadable; elif [ -x \"$1\" ]; then echo program;"
          + " else echo file; fi";

  private static final String TAKE_FILE =
      "set -eu; to=$1; [ ! -d \"$to\" ] || to=${to%/}/$2; new=yes; [ ! -e \"$to\" ] || new=;"
          + " cat >\"$to\"; [ -z \"$new\" ] || chmod \"$3\" \"$to\"";

  private static final String TAKE_FOLDER =
      "set -eu; to=$1; [ ! -d \"$to\" ] || to=${to%/}/$2; [ -d \"$to\" ] || mkdir \"$to\";"
          + " exec tar -xf - -C \"$to\"";

  private static final String GIVE_FILE = "exec cat \"$1\"";
  private static final String GIVE_FOLDER = "exec tar -cf - -C \"$1\" .";

  /** The kind of thing at a path in the VM. */
  private enum Kind {
    FOLDER,
    FILE,
    PROGRAM,
    UNREADABLE,
    MISSING
  }

  /** Copies a file or folder of this machine into the VM. */
  void upload(Path from, VmPath to) throws IOException, InterruptedException {
    String name = from.toAbsolutePath().normalize().getFileName().toString();
    if (Files.isDirectory(from)) {
      String into = List.of(".", "..").contains(from.getFileName().toString()) ? "." : name;
      pipe(
          List.of(
              List.of(tar.toString(), "-cf", "-", "-C", from.toString(), "."),
              shell(TAKE_FOLDER, to.argument(), into)),
          Optional.empty(),
          Optional.empty());
    } else {
      String mode = Files.isExecutable(from) ? "755" : "644";
      pipe(
          List.of(shell(TAKE_FILE, to.argument(), name, mode)),
          Optional.of(from),
          Optional.empty());
    }
  }

  /**
   * Copies a file or folder of the VM to this machine.
   *
   * @param recursive whether a folder is allowed
   */
  void download(VmPath from, Path to, boolean recursive) throws IOException, InterruptedException {
    Kind kind = look(from);
    switch (kind) {
      case MISSING -> throw noFile(from, "The VM has no such file.");
      case UNREADABLE -> throw noFile(from, "Its user may not read it; try --user root.");
      case FOLDER -> folder(from, to, recursive);
      case FILE, PROGRAM -> file(from, to, kind == Kind.PROGRAM);
    }
  }

  private Kind look(VmPath path) throws InterruptedException {
    Finished answer =
        new ProcessRunner().run(Command.question(shell(LOOK, path.argument()), QUESTION_LIMIT));
    String word = answer.output().strip();
    for (Kind kind : Kind.values()) {
      if (answer.succeeded() && kind.name().equalsIgnoreCase(word)) {
        return kind;
      }
    }
    throw failed("The VM does not answer.", String.join(" ", answer.lastLines(1)));
  }

  private void folder(VmPath from, Path to, boolean recursive)
      throws IOException, InterruptedException {
    if (!recursive) {
      throw Complaint.of(ExitStatus.USAGE, "'" + from.path() + "' is a folder in the VM.")
          .advise("Add -r to copy it with all that is in it.")
          .failure();
    }
    Path target = Files.isDirectory(to) ? to.resolve(from.name()).normalize() : to;
    if (!Files.isDirectory(target)) {
      Files.createDirectory(target);
    }
    // Names and links come from the guest; tar keeps what it extracts inside the folder.
    pipe(
        List.of(
            shell(GIVE_FOLDER, from.argument()),
            List.of(
                tar.toString(),
                "--no-same-owner",
                "--no-same-permissions",
                "-xf",
                "-",
                "-C",
                target.toString())),
        Optional.empty(),
        Optional.empty());
  }

  private void file(VmPath from, Path to, boolean program)
      throws IOException, InterruptedException {
    Path target = Files.isDirectory(to) ? to.resolve(from.name()) : to;
    Path folder = target.toAbsolutePath().getParent();
    Path draft =
        Files.createTempFile(
            folder,
            "." + target.getFileName() + ".",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      pipe(List.of(shell(GIVE_FILE, from.argument())), Optional.empty(), Optional.of(draft));
      Files.setPosixFilePermissions(
          draft, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
      DurableFile.move(draft, target);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private void pipe(List<List<String>> commands, Optional<Path> input, Optional<Path> output)
      throws InterruptedException {
    List<Integer> statuses = new PipeRunner().run(commands, input, output);
    if (statuses.stream().anyMatch(status -> status != 0)) {
      throw failed("Not everything was copied.", "The programs above ended with " + statuses + ".");
    }
  }

  private List<String> shell(String script, String... arguments) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", script, "pim"));
    command.addAll(List.of(arguments));
    return remote.apply(command);
  }

  private static RuntimeException noFile(VmPath path, String why) {
    return Complaint.of(ExitStatus.FAILED, "'" + path.path() + "' cannot be copied from the VM.")
        .because(why)
        .failure();
  }

  private static RuntimeException failed(String what, String why) {
    return Complaint.of(ExitStatus.FAILED, what)
        .because(why)
        .advise("Fix that, and run the command again: it copies everything again.")
        .failure();
  }
}
