package io.pim.worker.connection;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc.OperatorServiceBlockingStub;
import io.temporal.common.SearchAttributeKey;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ensures that a Temporal service knows the search attributes of builds. */
public final class SearchAttributeSetup {
  private static final Duration CALL_LIMIT = Duration.ofSeconds(10);
  private static final IndexedValueType KEYWORD = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;

  private static final Logger LOG = LoggerFactory.getLogger(SearchAttributeSetup.class);

  private final TemporalConnection connection;
  private final OperatorServiceStubs operator;

  public SearchAttributeSetup(TemporalConnection connection) {
    this.connection = connection;
    this.operator =
        OperatorServiceStubs.newServiceStubs(
            OperatorServiceStubsOptions.newBuilder()
                .setChannel(connection.stubs().getRawChannel())
                // The raw channel has TLS, but neither the API key nor headers of temporal.toml.
                .setGrpcMetadataProviders(
                    connection.stubs().getOptions().getGrpcMetadataProviders())
                .validateAndBuildWithDefaults());
  }

  /**
   * Adds missing attributes and waits until queries accept them. If none is missing, this costs one
   * call.
   *
   * @param limit for added attributes to become usable
   * @throws BuildFailure HOST_SETUP when this client may not add them, or one has another type
   */
  public void ensure(Duration limit) throws InterruptedException {
    try {
      List<String> missing = missing();
      if (!missing.isEmpty()) {
        add(missing);
        new SearchAttributeProbe(connection).awaitUsable(missing, limit);
      }
    } catch (StatusRuntimeException e) {
      throw refused(e);
    }
  }

  /**
   * As {@link #ensure}, for a command that may come before the first worker of a shared service. It
   * reports no failure: the command may need no attributes, and a worker that may not add them says
   * so.
   *
   * @param adding runs before attributes are added: Temporal 1.31 reads them again once a minute
   */
  public void ensureIfAllowed(Duration limit, Runnable adding) throws InterruptedException {
    try {
      if (!missing().isEmpty()) {
        adding.run();
        ensure(limit);
      }
    } catch (BuildFailure | StatusRuntimeException e) {
      LOG.debug("{}", e.getMessage());
    }
  }

  /**
   * The attributes that the service does not know yet; adds none.
   *
   * @throws BuildFailure HOST_SETUP when one has another type
   */
  public List<String> missing() {
    Map<String, IndexedValueType> known = known();
    known.forEach(this::requireKeyword);
    return BuildAttributes.ALL.stream()
        .map(SearchAttributeKey::getName)
        .filter(name -> !known.containsKey(name))
        .toList();
  }

  private Map<String, IndexedValueType> known() {
    try {
      return stub()
          .listSearchAttributes(
              ListSearchAttributesRequest.newBuilder()
                  .setNamespace(connection.address().namespace())
                  .build())
          .getCustomAttributesMap();
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
        // The in-memory server can add attributes, but cannot list them.
        return Map.of();
      }
      throw e;
    }
  }

  private void requireKeyword(String name, IndexedValueType type) {
    boolean ours = BuildAttributes.ALL.stream().anyMatch(key -> key.getName().equals(name));
    if (ours && type != KEYWORD) {
      throw BuildFailure.of(
              FailureKind.HOST_SETUP, "the search attribute " + name + " is not a Keyword")
          .where(connection.address())
          .why("it exists with the type " + type)
          .todo("`temporal operator search-attribute remove --name " + name + "`, and try again")
          .build();
    }
  }

  private void add(List<String> names) {
    try {
      stub()
          .addSearchAttributes(
              AddSearchAttributesRequest.newBuilder()
                  .setNamespace(connection.address().namespace())
                  .putAllSearchAttributes(
                      names.stream().collect(Collectors.toMap(name -> name, name -> KEYWORD)))
                  .build());
    } catch (StatusRuntimeException e) {
      // Another worker that starts at the same time may have added them meanwhile.
      if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
        throw e;
      }
    }
  }

  private OperatorServiceBlockingStub stub() {
    return operator.blockingStub().withDeadlineAfter(CALL_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private BuildFailure refused(StatusRuntimeException e) {
    String names =
        BuildAttributes.ALL.stream()
            .map(key -> "--name " + key.getName() + " --type Keyword")
            .collect(Collectors.joining(" "));
    return BuildFailure.of(FailureKind.HOST_SETUP, "the search attributes could not be set up")
        .where(connection.address())
        .why(String.valueOf(e.getMessage()))
        .todo("have an operator run: temporal operator search-attribute create " + names)
        .causedBy(e)
        .build();
  }
}
