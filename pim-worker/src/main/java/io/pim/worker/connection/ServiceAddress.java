package io.pim.worker.connection;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pim.host.claim.BuildService;
import io.pim.model.config.TemporalSettings;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.ServiceFolder;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.LoadClientConfigProfileOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The address of a Temporal service with its credentials.
 *
 * @param source where it was configured
 * @param profile address, namespace, TLS and API key
 * @param namespaceId the id of the namespace of PIM's own server, if known; another server at the
 *     address is not the one that is meant
 */
public record ServiceAddress(
    Source source, ClientConfigProfile profile, Optional<String> namespaceId) {
  private static final String DEFAULT_NAMESPACE = "default";

  public ServiceAddress(Source source, ClientConfigProfile profile) {
    this(source, profile, Optional.empty());
  }

  /** Where a service was configured. */
  public enum Source {
    /** TEMPORAL_ADDRESS, or a profile of temporal.toml. */
    ENVIRONMENT,
    /** {@code temporal.address} in pim.yml. */
    CONFIGURATION,
    /** PIM's own server on this host. */
    LOCAL,
    /** PIM's own server without a database: nothing survives its end. */
    IN_MEMORY
  }

  /**
   * Finds the service that is configured in the environment, temporal.toml or pim.yml, in that
   * order; empty means PIM's own. TLS and the API key come from the environment and temporal.toml
   * only. The namespace comes from there, or else from pim.yml.
   *
   * @param environment as from {@link System#getenv()}
   * @param configured the section {@code temporal} of pim.yml
   * @throws BuildFailure HOST_SETUP if temporal.toml cannot be read
   */
  public static Optional<ServiceAddress> shared(
      Map<String, String> environment, TemporalSettings configured) {
    ClientConfigProfile profile = withNamespace(load(environment), configured);
    if (isSet(profile.getAddress())) {
      return Optional.of(new ServiceAddress(Source.ENVIRONMENT, profile));
    }
    return configured
        .address()
        .filter(ServiceAddress::isSet)
        .map(address -> profile.toBuilder().setAddress(address).build())
        .map(named -> new ServiceAddress(Source.CONFIGURATION, named));
  }

  /** PIM's own server. */
  public static ServiceAddress local(ServerState server) {
    return new ServiceAddress(
        server.inMemory() ? Source.IN_MEMORY : Source.LOCAL,
        ClientConfigProfile.newBuilder()
            .setAddress(server.address())
            .setNamespace(DEFAULT_NAMESPACE)
            .build(),
        server.namespaceId());
  }

  /**
   * Finds the service that is available now. It starts none.
   *
   * @throws BuildFailure HOST_SETUP if none is configured and PIM's own is not running
   */
  public static ServiceAddress find(
      Map<String, String> environment, TemporalSettings configured, ServiceFolder files) {
    return shared(environment, configured)
        .or(() -> ServerState.read(files).filter(ServerState::isUp).map(ServiceAddress::local))
        .orElseThrow(
            () ->
                BuildFailure.of(FailureKind.HOST_SETUP, "no Temporal service is running")
                    .where(files.root())
                    .why("neither TEMPORAL_ADDRESS nor pim.yml names one, and PIM's own is down")
                    .todo("start PIM's own with `pim up`, or set TEMPORAL_ADDRESS")
                    .build());
  }

  /** Host and port. */
  public String target() {
    return String.valueOf(profile.getAddress());
  }

  public String namespace() {
    return isSet(profile.getNamespace()) ? profile.getNamespace() : DEFAULT_NAMESPACE;
  }

  /**
   * The service's identity for builds. PIM's own is identified by its kind instead of its address,
   * because its port changes. The in-memory kind does not know the builds of the other.
   */
  public BuildService service() {
    return switch (source) {
      case ENVIRONMENT, CONFIGURATION -> new BuildService(target(), namespace());
      case LOCAL -> new BuildService("PIM's own", namespace());
      case IN_MEMORY -> new BuildService("PIM's own, in memory", namespace());
    };
  }

  /** Whether this is PIM's own server, which PIM starts and stops. */
  public boolean isOwn() {
    return source == Source.LOCAL || source == Source.IN_MEMORY;
  }

  /**
   * Checks the id of the namespace of the server that answers.
   *
   * @throws StatusRuntimeException UNAVAILABLE if it is not the server that is meant
   */
  void requireId(String answered) {
    if (namespaceId.filter(id -> !id.equals(answered)).isPresent()) {
      throw Status.UNAVAILABLE
          .withDescription("another Temporal server answers at " + target())
          .asRuntimeException();
    }
  }

  /** Leaves out the API key in the profile. */
  @Override
  public String toString() {
    return target() + ", namespace " + namespace();
  }

  private static ClientConfigProfile withNamespace(
      ClientConfigProfile profile, TemporalSettings configured) {
    return isSet(profile.getNamespace())
        ? profile
        : configured
            .namespace()
            .map(namespace -> profile.toBuilder().setNamespace(namespace).build())
            .orElse(profile);
  }

  private static ClientConfigProfile load(Map<String, String> environment) {
    Optional<Path> file = TemporalToml.find(environment);
    try {
      LoadClientConfigProfileOptions.Builder options =
          LoadClientConfigProfileOptions.newBuilder()
              .setEnvOverrides(environment)
              .setDisableFile(file.isEmpty() && !TemporalToml.isRequired(environment));
      file.map(Path::toString).ifPresent(options::setConfigFilePath);
      return ClientConfigProfile.load(options.build());
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw BuildFailure.of(
              FailureKind.HOST_SETUP, "Temporal's client configuration cannot be read")
          .where(file.map(Path::toString).orElse("temporal.toml"))
          .why(String.valueOf(e.getMessage()))
          .todo("fix the file, or the TEMPORAL_ variables of the environment")
          .causedBy(e)
          .build();
    }
  }

  private static boolean isSet(String text) {
    return text != null && !text.isBlank();
  }
}
