package io.pim.tools.aws.fake;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The faults of the next calls of an operation, and the rights that the caller lacks. */
public final class Faults {
  /** The way in which a call fails. */
  public enum Kind {
    THROTTLED,
    SERVER_ERROR,
    UNAVAILABLE,
    /** AWS carries out the call, and its answer is lost: something else answers. */
    ANSWER_LOST,
    /** The connection ends before the call is carried out. */
    DROP_BEFORE,
    /** The connection ends after the call was carried out. */
    DROP_AFTER,
    /** The account has reached a quota. */
    QUOTA,
    /** A new resource is not known everywhere yet. */
    NOT_YET_KNOWN
  }

  private final Map<String, Deque<Kind>> next = new ConcurrentHashMap<>();
  private final AtomicInteger actsLeft = new AtomicInteger();
  private volatile Kind kindAtAct = Kind.UNAVAILABLE;
  private final Set<String> denied = ConcurrentHashMap.newKeySet();

  /** Makes one more call of the operation fail, after the faults set before. */
  public void next(String operation, Kind kind) {
    next(operation, kind, 1);
  }

  /** Makes the next calls of the operation fail. */
  public void next(String operation, Kind kind, int count) {
    Deque<Kind> queue = next.computeIfAbsent(operation, name -> new ArrayDeque<>());
    synchronized (queue) {
      queue.addAll(Collections.nCopies(count, kind));
    }
  }

  /** The number of faults that no call has met yet. */
  public int left() {
    return next.values().stream().mapToInt(Deque::size).sum();
  }

  /** Takes the right to an action, such as {@code ec2:RegisterImage}, from the caller. */
  public void deny(String action) {
    denied.add(action);
  }

  /** Gives the right back to the caller. */
  public void allow(String action) {
    denied.remove(action);
  }

  /** Makes the changing call with this number fail; counts from now on, starting at 1. */
  public void atAct(int number, Kind kind) {
    actsLeft.set(number);
    kindAtAct = kind;
  }

  /** Whether the call of {@link #atAct} has not been made yet. */
  public boolean isActToCome() {
    return actsLeft.get() > 0;
  }

  Optional<Kind> take(String operation) {
    boolean isAct = !operation.matches("(Describe|Get|Head|List).*");
    if (isAct && actsLeft.get() > 0 && actsLeft.decrementAndGet() == 0) {
      return Optional.of(kindAtAct);
    }
    Deque<Kind> queue = next.getOrDefault(operation, new ArrayDeque<>());
    synchronized (queue) {
      return Optional.ofNullable(queue.poll());
    }
  }

  void checkRight(Service service, String operation) {
    String action = service.id() + ":" + operation;
    if (denied.contains(action)) {
      String who =
          "User: arn:aws:iam::" + Cloud.ACCOUNT + ":user/pim is not authorized to perform: ";
      throw switch (service) {
        case EBS ->
            new Refusal(403, "AccessDeniedException", who + action, "DEPENDENCY_ACCESS_DENIED");
        case S3, IAM -> new Refusal(403, "AccessDenied", who + action);
        case EC2 ->
            new Refusal(
                403,
                "UnauthorizedOperation",
                "You are not authorized to perform this operation. "
                    + who
                    + action
                    + " because no identity-based policy allows the "
                    + action
                    + " action. Encoded authorization failure message: "
                    + "x".repeat(300));
      };
    }
  }

  static Refusal refusal(Service service, Kind kind) {
    if (service == Service.S3) {
      return ofS3(kind);
    }
    boolean ebs = service == Service.EBS;
    return switch (kind) {
      case THROTTLED ->
          ebs
              ? new Refusal(
                  400, "RequestThrottledException", "Too many requests", "ACCOUNT_THROTTLED")
              : new Refusal(503, "RequestLimitExceeded", "Request limit exceeded.");
      case SERVER_ERROR ->
          ebs
              ? new Refusal(500, "InternalServerException", "An internal error has occurred")
              : new Refusal(500, "InternalError", "An internal error has occurred");
      case UNAVAILABLE, ANSWER_LOST ->
          new Refusal(503, "Unavailable", "The server is overloaded and can't handle the request.");
      case QUOTA ->
          ebs
              ? new Refusal(
                  402,
                  "ServiceQuotaExceededException",
                  "The maximum number of pending snapshots is reached",
                  "DEPENDENCY_SERVICE_QUOTA_EXCEEDED")
              : new Refusal(
                  400,
                  "ResourceLimitExceeded",
                  "You have reached the quota of AMIs in this region.");
      case NOT_YET_KNOWN ->
          ebs
              ? new Refusal(
                  404,
                  "ResourceNotFoundException",
                  "The snapshot does not exist.",
                  "SNAPSHOT_NOT_FOUND")
              : new Refusal(400, "InvalidAMIID.NotFound", "The image id does not exist");
      case DROP_BEFORE, DROP_AFTER -> throw new IllegalArgumentException(kind.toString());
    };
  }

  private static Refusal ofS3(Kind kind) {
    return switch (kind) {
      case THROTTLED -> new Refusal(503, "SlowDown", "Please reduce your request rate.");
      case SERVER_ERROR ->
          new Refusal(500, "InternalError", "We encountered an internal error. Please try again.");
      case UNAVAILABLE, ANSWER_LOST ->
          new Refusal(503, "ServiceUnavailable", "Service is unable to handle request.");
      case QUOTA -> new Refusal(400, "QuotaExceeded", "The quota is reached.");
      case NOT_YET_KNOWN ->
          new Refusal(400, "RequestTimeout", "Your socket connection was not read from in time.");
      case DROP_BEFORE, DROP_AFTER -> throw new IllegalArgumentException(kind.toString());
    };
  }
}
