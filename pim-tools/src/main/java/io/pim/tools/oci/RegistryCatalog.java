package io.pim.tools.oci;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.tls.ServerTrust;
import java.io.IOException;
import java.net.ProxySelector;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The list of a registry's repositories. Not every registry has one: it is part of Docker's
 * registry API but not of OCI's distribution specification, and many registries show it to
 * administrators only.
 */
public final class RegistryCatalog {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+([._/-]+[a-z0-9]+)*");

  private final RegistryAddress address;
  private final RegistryHttp http;

  private RegistryCatalog(RegistryAddress address, RegistryHttp http) {
    this.address = address;
    this.http = http;
  }

  /**
   * Opens the list of the registry that has this repository or project; nothing is sent yet.
   *
   * @throws BuildFailure TARGET_REFUSED when the file of authorities cannot be read
   */
  public static RegistryCatalog open(
      RegistryAddress address,
      Optional<RegistryLogin> login,
      ServerTrust trust,
      ProxySelector proxies) {
    try {
      return new RegistryCatalog(address, new RegistryHttp(address, login, trust, proxies));
    } catch (IOException e) {
      throw RegistryFailures.of(address, e);
    }
  }

  /**
   * The names of all repositories; empty when the registry shows them to nobody, or not to this
   * user.
   *
   * @throws BuildFailure TARGET_UNREACHABLE when the registry does not answer
   */
  public Optional<Set<String>> repositories() throws InterruptedException {
    try {
      return new NameList(address, http, "repositories", NAME)
          .read(address.root().resolve("_catalog?n=500"));
    } catch (BuildFailure e) {
      if (e.report().kind() == FailureKind.TARGET_UNREACHABLE) {
        throw e;
      }
      return Optional.empty();
    }
  }
}
