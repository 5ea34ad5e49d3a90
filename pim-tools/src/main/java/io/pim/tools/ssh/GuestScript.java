package io.pim.tools.ssh;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.Names;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A script that runs as root in the guest on its own: a lost connection and a killed PIM do it no
 * harm. Everything travels through standard input, so the guest needs no SFTP server.
 */
public final class GuestScript {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final RootShell root;
  private final String folder;

  /**
   * A run in the usual folder.
   *
   * @param name names the run; the same name is the same run. A plain name, such as a step's key
   */
  public GuestScript(RootShell root, String name) {
    this(root, "/var/tmp", name);
  }

  /**
   * A run in a folder of another base, as where /var/tmp cannot be written to.
   *
   * @param base the folder in the guest that holds the run's own; absolute
   */
  public GuestScript(RootShell root, String base, String name) {
    this.root = root;
    this.folder = base + "/pim-" + Names.requirePlain(name);
  }

  /** Hears how a script goes on, in the thread that follows it. Either method may throw to stop. */
  public interface Listener {
    /**
     * Output has come.
     *
     * @param chunk output as bytes that begin and end anywhere
     * @param newOffset how many bytes of output were given with this chunk: where to go on
     */
    void output(byte[] chunk, long newOffset);

    /** Called about once a second, with output or without. */
    void tick();
  }

  /** Whether a call to start has started the script or found it started. */
  public enum Start {
    STARTED,
    JOINED
  }

  /** The private folder in the guest. */
  public String folder() {
    return folder;
  }

  /**
   * Starts the script, or joins the run when it has been started before, by whomever.
   *
   * @param script its text; its first line may name its interpreter ({@code #!}), else /bin/sh
   * @param environment variables for it, besides DEBIAN_FRONTEND=noninteractive
   * @throws BuildFailure SSH_LOST; TOOL_FAILED when the guest cannot take the script
   */
  public Start start(String script, Map<String, String> environment) throws InterruptedException {
    SortedMap<String, String> variables = new TreeMap<>(environment);
    for (String name : variables.keySet()) {
      if (!VARIABLE.matcher(name).matches()) {
        throw new IllegalArgumentException("'" + name + "' is no name of a variable");
      }
    }
    byte[] runner = GuestScriptPrograms.runner(folder, variables).getBytes(StandardCharsets.UTF_8);
    byte[] text = script.getBytes(StandardCharsets.UTF_8);
    String make = GuestScriptPrograms.MAKE_FOLDER;
    run(make + "f=run; n=" + runner.length + "\n" + GuestScriptPrograms.WRITE, runner);
    String said =
        run(
            "umask 077; f=script; n="
                + text.length
                + "\n"
                + GuestScriptPrograms.WRITE
                + GuestScriptPrograms.START,
            text);
    return said.contains("pim-joined") ? Start.JOINED : Start.STARTED;
  }

  /**
   * Follows the run to its end.
   *
   * @param fromByte where in the output to begin: 0, or what the listener was given last
   * @throws BuildFailure SSH_LOST when the connection ends first: follow again with another
   *     session; SCRIPT_FAILED when the limit is over, the script still running
   */
  public ScriptEnd follow(long fromByte, Listener listener, Duration limit)
      throws InterruptedException {
    FollowedOutput output = new FollowedOutput(fromByte, listener);
    ExitStatus status;
    try {
      status =
          root.exec(
              "d=" + ShellWord.quote(folder) + " o=" + fromByte + "\n" + GuestScriptPrograms.FOLLOW,
              InputStream.nullInputStream(),
              new CommandListener(output, output::control, listener::tick),
              limit);
    } catch (BuildFailure e) {
      throw e.report().kind() == FailureKind.GUEST_HUNG ? overdue(limit, e) : e;
    }
    return output
        .end()
        .orElseThrow(
            () ->
                BuildFailure.of(
                        FailureKind.SSH_LOST, "The guest stopped telling about a running script")
                    .where(root.session().target() + " " + folder)
                    .why(status + output.complaint())
                    .todo("Nothing: PIM connects again, or goes on from the newest layer.")
                    .build());
  }

  /** Kills the script and what it started, where it still runs. */
  public void stop() throws InterruptedException {
    run(GuestScriptPrograms.STOP, new byte[0]);
  }

  /** Deletes the run's folder; afterwards the name is free for another run. */
  public void remove() throws InterruptedException {
    run(GuestScriptPrograms.REMOVE, new byte[0]);
  }

  private BuildFailure overdue(Duration limit, BuildFailure cause) {
    return BuildFailure.of(
            FailureKind.SCRIPT_FAILED, "The script did not end within " + limit.toSeconds() + " s")
        .where(root.session().target() + " " + folder)
        .why("it still runs; perhaps it waits for an answer that nobody gives")
        .todo("See its last lines in the log; mend the script, or raise the limit for scripts.")
        .causedBy(cause)
        .build();
  }

  private String run(String program, byte[] stdin) throws InterruptedException {
    CommandResult result = root.run("d=" + ShellWord.quote(folder) + "\n" + program, stdin, LIMIT);
    if (!result.status().isSuccess()) {
      throw BuildFailure.of(FailureKind.TOOL_FAILED, "The guest cannot take a script")
          .where(root.session().target() + " " + folder)
          .why(result.status().toString())
          .todo("See that the guest's disk is not full and can be written to.")
          .lastLines(result.lastLines().stream().map(OutputLines::printable).toList())
          .build();
    }
    return result.stdout();
  }
}
