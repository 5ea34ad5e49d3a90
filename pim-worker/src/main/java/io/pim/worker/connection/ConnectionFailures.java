package io.pim.worker.connection;

import io.grpc.Status;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.time.Duration;
import java.util.Optional;

/** Explains why a Temporal service could not be reached, and what to do. */
final class ConnectionFailures {
  private ConnectionFailures() {}

  static BuildFailure explain(ServiceAddress address, Duration limit, RuntimeException failure) {
    Status status = Status.fromThrowable(failure);
    return switch (status.getCode()) {
      case NOT_FOUND ->
          BuildFailure.of(
                  FailureKind.HOST_SETUP,
                  "Temporal knows no namespace '" + address.namespace() + "'")
              .where(address.target())
              .why(reason(status))
              .todo("set TEMPORAL_NAMESPACE, or `temporal operator namespace create` it")
              .causedBy(failure)
              .build();
      case UNAUTHENTICATED, PERMISSION_DENIED ->
          BuildFailure.of(FailureKind.HOST_SETUP, "Temporal does not accept PIM's credentials")
              .where(address)
              .why(reason(status))
              .todo("set TEMPORAL_API_KEY or the TLS settings of temporal.toml")
              .causedBy(failure)
              .build();
      default ->
          TlsFailure.of(status)
              .map(
                  tls ->
                      BuildFailure.of(FailureKind.HOST_SETUP, tls.what())
                          .where(address.target())
                          .why(reason(status))
                          .todo(tls.todo())
                          .causedBy(failure)
                          .build())
              .orElseGet(() -> silent(address, limit, failure, status));
    };
  }

  private static BuildFailure silent(
      ServiceAddress address, Duration limit, RuntimeException failure, Status status) {
    return BuildFailure.of(
            FailureKind.NETWORK, "no Temporal service answered within " + limit.toSeconds() + " s")
        .where(address.target())
        .why(reason(status))
        .todo(todo(address.source()))
        .causedBy(failure)
        .build();
  }

  /**
   * Returns the innermost message, which is the useful one: "Connection refused: /127.0.0.1:7233".
   */
  private static String reason(Status status) {
    Throwable cause = status.getCause();
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return Optional.ofNullable(cause)
        .map(Throwable::getMessage)
        .or(() -> Optional.ofNullable(status.getDescription()))
        .flatMap(message -> message.lines().findFirst())
        .orElseGet(() -> status.getCode().name());
  }

  private static String todo(ServiceAddress.Source source) {
    return switch (source) {
      case ENVIRONMENT ->
          "start that service, or unset TEMPORAL_ADDRESS (see temporal.toml, too) and use `pim up`";
      case CONFIGURATION ->
          "start that service, or take temporal.address out of pim.yml and use `pim up`";
      case LOCAL, IN_MEMORY -> "start it again with `pim down` and `pim up`";
    };
  }
}
