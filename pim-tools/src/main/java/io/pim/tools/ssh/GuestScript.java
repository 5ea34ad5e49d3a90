package io.pim.tools.ssh;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.Names;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A script that runs as root in the guest, detached: neither a lost connection nor a killed PIM
 * stops it. Everything travels through standard input, so the guest needs no SFTP server.
 *
 * <p>A run is prepared, begun, followed and removed. A prepared run begins at most once, however
 * often that is requested. A run that the guest has lost is {@link Start#LOST}, and this class
 * never begins it again.
 */
public final class GuestScript {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final String BOOT = "pim-boot ";
  private static final String LOST = "pim-lost ";

  private final RootShell root;
  private final String state;
  private final String work;
  private String boot = "";
  private boolean rebooted;

  /**
   * A run in the usual folders.
   *
   * @param name identifies the run; a plain name, such as a step's key
   */
  public GuestScript(RootShell root, String name) {
    this(root, GuestFolders.USUAL, name);
  }

  GuestScript(RootShell root, GuestFolders folders, String name) {
    this.root = root;
    this.state = folders.state(Names.requirePlain(name));
    this.work = folders.work(name);
  }

  /**
   * Receives the progress of a script, on the thread that follows it. Every method may throw to
   * stop.
   */
  public interface Listener {
    /** Called once the guest has found the script's output and reports it from now on. */
    default void following() {}

    /**
     * Takes output.
     *
     * @param chunk bytes of output; a chunk may begin and end anywhere
     * @param newOffset the number of bytes including this chunk, from which to continue
     */
    void output(byte[] chunk, long newOffset);

    /** Called about once a second, even without output. */
    void tick();
  }

  /** The result of starting a script. */
  public enum Start {
    STARTED,
    /** The script was started before. */
    JOINED,
    /** The guest has neither the script nor its run: it was restarted, or somebody cleaned up. */
    LOST
  }

  /** The private folder with the run's state in the guest. */
  public String folder() {
    return state;
  }

  /** The folder in the guest in which the script starts. */
  public String workFolder() {
    return work;
  }

  /** The guest's boot id of the run; empty before it is prepared. */
  public String boot() {
    return boot;
  }

  /** Takes over a run that was prepared by another worker in that boot of the guest. */
  public void resume(String preparedIn) {
    boot = preparedIn;
  }

  /**
   * Copies the script into the guest, unless it was started before.
   *
   * @param script its text; its first line may name its interpreter ({@code #!}), else /bin/sh
   * @param environment variables for it, besides DEBIAN_FRONTEND=noninteractive
   * @throws BuildFailure SSH_LOST; TOOL_FAILED when the guest cannot take the script
   */
  public void prepare(String script, Map<String, String> environment) throws InterruptedException {
    SortedMap<String, String> variables = new TreeMap<>(environment);
    for (String name : variables.keySet()) {
      if (!VARIABLE.matcher(name).matches()) {
        throw new IllegalArgumentException("'" + name + "' is not the name of a variable");
      }
    }
    String text =
        GuestScriptPrograms.runner(state, work, variables)
            + GuestScriptPrograms.SCRIPT_FOLLOWS
            + "\n"
            + script;
    boot =
        run(GuestScriptPrograms.PREPARE, text.getBytes(StandardCharsets.UTF_8))
            .stdout()
            .lines()
            .filter(line -> line.startsWith(BOOT))
            .map(line -> line.substring(BOOT.length()))
            .findFirst()
            .orElse("");
  }

  /**
   * Starts the prepared run, or joins it when it was started before.
   *
   * @throws BuildFailure SSH_LOST; TOOL_FAILED when the guest cannot start it
   */
  public Start begin() throws InterruptedException {
    String said = run(GuestScriptPrograms.START, new byte[0]).stderr();
    if (said.contains("pim-started")) {
      return Start.STARTED;
    }
    if (said.contains("pim-joined")) {
      return Start.JOINED;
    }
    rebooted =
        said.lines()
            .filter(line -> line.startsWith(LOST))
            .anyMatch(line -> isOtherBoot(boot, line.substring(LOST.length())));
    return Start.LOST;
  }

  /** The end of a run that was {@link Start#LOST}. */
  public ScriptEnd lost() {
    return new ScriptEnd(OptionalInt.empty(), 0, rebooted);
  }

  /** Whether a guest with boot id {@code now} has restarted since {@code then}. */
  static boolean isOtherBoot(String then, String now) {
    return !then.isEmpty() && !then.equals(now);
  }

  /** Prepares and begins the script, or joins its run. */
  public Start start(String script, Map<String, String> environment) throws InterruptedException {
    prepare(script, environment);
    return begin();
  }

  /**
   * Follows the run to its end.
   *
   * @param fromByte the position in the output to begin at: 0, or the last offset that the listener
   *     got
   * @throws BuildFailure SSH_LOST when the connection ends first: follow again with another
   *     session; SCRIPT_FAILED when the script is still running at the limit
   */
  public ScriptEnd follow(long fromByte, Listener listener, Duration limit)
      throws InterruptedException {
    FollowedOutput output = new FollowedOutput(boot, fromByte, listener);
    ExitStatus status;
    try {
      status =
          root.exec(
              variables() + "o=" + fromByte + "\n" + GuestScriptPrograms.FOLLOW,
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
                        FailureKind.SSH_LOST, "The guest stopped reporting on a running script")
                    .where(root.where() + " " + state)
                    .why(status + output.complaint())
                    .todo("Nothing: PIM connects again, or continues from the newest layer.")
                    .build());
  }

  /** Removes the run and its folders; afterwards the name is free for another run. */
  public void remove() throws InterruptedException {
    run(GuestScriptPrograms.REMOVE, new byte[0]);
  }

  private BuildFailure overdue(Duration limit, BuildFailure cause) {
    return BuildFailure.of(
            FailureKind.SCRIPT_FAILED, "The script did not end within " + limit.toSeconds() + " s")
        .where(root.where() + " " + state)
        .why("it still runs; perhaps it waits for an answer that nobody gives")
        .todo("See its last lines in the log; fix the script, or raise the limit for scripts.")
        .causedBy(cause)
        .build();
  }

  private String variables() {
    return "d="
        + ShellWord.quote(state)
        + " w="
        + ShellWord.quote(work)
        + " k="
        + ShellWord.quote(boot)
        + "\n";
  }

  private CommandResult run(String program, byte[] stdin) throws InterruptedException {
    CommandResult result = root.run(variables() + program, stdin, LIMIT);
    if (!result.status().isSuccess()) {
      throw BuildFailure.of(FailureKind.TOOL_FAILED, "The guest cannot take a script")
          .where(root.where() + " " + state)
          .why(result.status().toString())
          .todo("Check that the guest's disk is not full and can be written to.")
          .lastLines(result.lastLines().stream().map(OutputLines::printable).toList())
          .build();
    }
    return result;
  }
}
