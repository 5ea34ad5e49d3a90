package io.pim.tools.libvirt;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.DiskFull;
import io.pim.model.failure.FailureKind;
import io.pim.tools.process.Finished;
import java.util.List;
import java.util.regex.Pattern;

/** The meaning of virsh's messages, and the remedies. */
final class VirshFailures {
  private static final int LAST_LINES = 10;
  private static final String ERROR = "error: ";

  /** SIGPIPE ends virsh without a message if the daemon dies while virsh sends it data. */
  private static final int BROKEN_PIPE = 128 + 13;

  /** A kind of failure, recognised by messages of libvirt, ssh and the operating system. */
  private record Meaning(FailureKind kind, Pattern words, String todo) {
    static Meaning of(FailureKind kind, String words, String todo) {
      return new Meaning(kind, Pattern.compile(words, Pattern.CASE_INSENSITIVE), todo);
    }
  }

  private static final Meaning UNREACHABLE =
      Meaning.of(
          FailureKind.TARGET_UNREACHABLE,
          "failed to connect|unable to connect|cannot recv data|end of file while reading"
              + "|client socket is closed|keepalive|connection (reset|closed|refused|timed out)"
              + "|broken pipe|could not resolve",
          "Check whether the host and its libvirt daemon run.");

  private static final Meaning UNKNOWN =
      Meaning.of(FailureKind.TARGET_FAILED, "", "Check the log of the libvirt daemon there.");

  private static final List<Meaning> MEANINGS =
      List.of(
          Meaning.of(
              FailureKind.TARGET_REFUSED,
              "Host key verification failed",
              "Log in there once with ssh and compare the host's key, as the user whose worker"
                  + " deploys."),
          Meaning.of(
              FailureKind.TARGET_REFUSED,
              "authenticat|authoriz|access denied|Permission denied",
              "Give this user access: for ssh, a key without a passphrase or an agent; on that "
                  + "host, the group libvirt."),
          Meaning.of(
              FailureKind.TARGET_REFUSED,
              "pool not found|pool .*is not active",
              "Define and start the pool there: virsh pool-define-as, virsh pool-start."),
          Meaning.of(
              FailureKind.TARGET_REFUSED,
              "cannot rename active domain",
              "Shut the domain down there (virsh shutdown); only a domain that is off can be "
                  + "renamed."),
          UNREACHABLE);

  private VirshFailures() {}

  static BuildFailure of(String uri, String verb, Finished finished) {
    List<String> lines = finished.lastLines(LAST_LINES);
    BuildFailure.Builder failure;
    if (DiskFull.isSaidIn(finished.said())) {
      failure =
          BuildFailure.of(FailureKind.TARGET_FULL, "The storage pool is full.")
              .todo("Make room there, or keep fewer deployments (keep:).");
    } else {
      Meaning meaning = meaning(finished);
      failure = BuildFailure.of(meaning.kind(), "virsh " + verb + " failed.").todo(meaning.todo());
    }
    return failure.where(uri).why(why(lines, finished.exitCode())).lastLines(lines).build();
  }

  private static Meaning meaning(Finished finished) {
    if (finished.exitCode() == BROKEN_PIPE) {
      return UNREACHABLE;
    }
    return MEANINGS.stream()
        .filter(its -> its.words().matcher(finished.said()).find())
        .findFirst()
        .orElse(UNKNOWN);
  }

  /** The first error line names the act, the last one the reason. */
  private static String why(List<String> lines, int exit) {
    List<String> errors = lines.stream().filter(line -> line.startsWith(ERROR)).toList();
    if (!errors.isEmpty()) {
      return errors.get(errors.size() - 1).substring(ERROR.length());
    }
    if (!lines.isEmpty()) {
      return lines.get(lines.size() - 1);
    }
    return exit == BROKEN_PIPE ? "the daemon hung up" : "exit status " + exit;
  }
}
