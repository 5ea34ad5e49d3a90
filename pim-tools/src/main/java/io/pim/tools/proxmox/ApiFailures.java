package io.pim.tools.proxmox;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.DiskFull;
import io.pim.model.failure.FailureKind;
import io.pim.tools.proxmox.ApiException.Refused;
import io.pim.tools.proxmox.ApiException.Untrusted;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Explains a refused call or a failed task, and its remedy. */
final class ApiFailures {
  private static final Pattern MISSING_RIGHT =
      Pattern.compile("Permission check failed \\((/[^,]*), ([A-Za-z.|]+)\\)");
  static final String AGAIN = "Nothing: PIM tries again.";

  private final ApiAddress address;
  private final ApiToken token;

  ApiFailures(ApiAddress address, ApiToken token) {
    this.address = address;
    this.token = token;
  }

  /**
   * The failure of a call.
   *
   * @param what the act that failed, as a sentence without its full stop
   */
  BuildFailure of(String what, ApiException e) {
    if (e instanceof Untrusted untrusted) {
      return untrusted(what, untrusted);
    }
    if (e instanceof Refused refused) {
      return refused(what, refused);
    }
    return failure(FailureKind.TARGET_UNREACHABLE, what, e.getMessage(), AGAIN, e);
  }

  private BuildFailure untrusted(String what, Untrusted e) {
    String todo =
        e.fingerprint().isEmpty()
            ? "Correct the target's ca_file, and retry."
            : "Compare "
                + e.fingerprint()
                + " with the fingerprint that the node shows (Node, System, Certificates). If they"
                + " are equal, set it as the target's fingerprint, or set ca_file; then retry.";
    return failure(FailureKind.TARGET_REFUSED, what, e.getMessage(), todo, e);
  }

  private BuildFailure refused(String what, Refused e) {
    String message = e.getMessage();
    if (e.status() == 401) {
      return failure(
          FailureKind.TARGET_REFUSED,
          what,
          "the server does not accept the token " + token.id() + ": " + message,
          "Check whether the token and its user exist, are enabled and have not expired, and "
              + "whether the secret is right; then retry.",
          e);
    }
    if (e.status() == 403) {
      return failure(FailureKind.TARGET_REFUSED, what, message, rightsTodo(message), e);
    }
    if (isUnreachable(e)) {
      return failure(
          FailureKind.TARGET_UNREACHABLE, what, "HTTP " + e.status() + ": " + message, AGAIN, e);
    }
    if (passes(message)) {
      return failure(FailureKind.TARGET_UNREACHABLE, what, message, AGAIN, e);
    }
    if (isFull(message)) {
      return failure(FailureKind.TARGET_FULL, what, message, fullTodo(message), e);
    }
    if (!e.errors().isEmpty()) {
      String fields =
          e.errors().entrySet().stream()
              .map(error -> error.getKey() + ": " + error.getValue())
              .collect(Collectors.joining("; "));
      return failure(
          FailureKind.TARGET_REFUSED, what, fields, "Correct the target's settings, and retry.", e);
    }
    return failure(
        FailureKind.TARGET_REFUSED,
        what,
        message.isEmpty() ? "HTTP " + e.status() : message,
        "Remove the cause on the server or in the target's settings, and retry.",
        e);
  }

  /** The failure of a task. */
  BuildFailure ofTask(String what, Upid task, String exitStatus, List<String> log) {
    FailureKind kind = FailureKind.TARGET_FAILED;
    String todo = "Read the task's log on node " + task.node() + ", and retry.";
    if (passes(exitStatus) || isInterrupted(exitStatus)) {
      kind = FailureKind.TARGET_UNREACHABLE;
      todo = AGAIN;
    } else if (isFull(exitStatus)) {
      kind = FailureKind.TARGET_FULL;
      todo = fullTodo(exitStatus);
    } else if (MISSING_RIGHT.matcher(exitStatus).find()) {
      kind = FailureKind.TARGET_REFUSED;
      todo = rightsTodo(exitStatus);
    }
    return BuildFailure.of(kind, what)
        .where(address + ", task " + task)
        .why(exitStatus)
        .todo(todo)
        .lastLines(log)
        .build();
  }

  private String rightsTodo(String message) {
    Matcher right = MISSING_RIGHT.matcher(message);
    return right.find()
        ? rightTodo(right.group(1), right.group(2).replace("|", " or "))
        : "Give the token " + token.id() + " and its user the missing right, and retry.";
  }

  /** What gives the token a right; a token has no more rights than its user. */
  String rightTodo(String path, String right) {
    return "Give "
        + right
        + " on "
        + path
        + " to the token "
        + token.id()
        + " and to its user "
        + token.user()
        + ", and retry.";
  }

  private static String fullTodo(String message) {
    return message.contains("temporary file")
        ? "Make room in /var/tmp of the node, where uploads wait, and retry."
        : "Make room on the storage, or name another one; then retry.";
  }

  /** A node is down, or a call took longer than the node in between waits. */
  static boolean isUnreachable(Refused e) {
    return e.status() >= 595 || (e.status() >= 502 && e.status() <= 504);
  }

  /** Whether the cause passes by itself. */
  static boolean passes(String message) {
    return message.contains("got timeout")
        || message.contains("got no worker upid")
        || message.contains("no quorum")
        || message.startsWith("VM is locked")
        || message.contains("is not online");
  }

  /** Somebody stopped the task, or its node went down. */
  private static boolean isInterrupted(String exitStatus) {
    return exitStatus.equals("unexpected status") || exitStatus.equals("received interrupt");
  }

  static boolean isFull(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    return DiskFull.isSaidIn(message)
        || lower.contains("out of space")
        || lower.contains("not enough free space")
        || lower.contains("insufficient free space");
  }

  private BuildFailure failure(
      FailureKind kind, String what, String why, String todo, Throwable cause) {
    return BuildFailure.of(kind, what)
        .where(address.toString())
        .why(why)
        .todo(todo)
        .causedBy(cause)
        .build();
  }
}
