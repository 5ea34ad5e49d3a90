package io.pim.host.remote;

import io.pim.model.files.HomePath;
import io.pim.model.store.StoreAddress;
import io.pim.model.store.StoreLine;
import io.pim.model.store.StoreTag;
import io.pim.tools.oci.DockerLogins;
import io.pim.tools.oci.RegistryAddress;
import io.pim.tools.oci.RegistryCatalog;
import io.pim.tools.oci.RegistryLogin;
import io.pim.tools.oci.Repository;
import io.pim.tools.tls.ServerTrust;
import java.net.ProxySelector;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the repositories of a shared store, with the login that docker has for its registry. */
public final class ImageStore {
  private final StoreAddress address;
  private final DockerLogins logins;
  private final ServerTrust trust;
  private final ProxySelector proxies;
  private final StoreTraffic traffic;
  private Optional<Optional<RegistryLogin>> login = Optional.empty();

  /**
   * A store; nothing is sent yet.
   *
   * @param home the folder for {@code ~} in a path
   */
  public ImageStore(StoreAddress address, DockerLogins logins, Path home, ProxySelector proxies) {
    this(
        address,
        logins,
        address
            .caFile()
            .<ServerTrust>map(file -> new ServerTrust.CaFile(HomePath.of(file, home)))
            .orElseGet(ServerTrust.OfSystem::new),
        proxies,
        StoreTraffic.UNCOUNTED);
  }

  private ImageStore(
      StoreAddress address,
      DockerLogins logins,
      ServerTrust trust,
      ProxySelector proxies,
      StoreTraffic traffic) {
    this.address = address;
    this.logins = logins;
    this.trust = trust;
    this.proxies = proxies;
    this.traffic = traffic;
  }

  /** The same store, with its traffic counted. */
  public ImageStore counting(StoreTraffic counter) {
    return new ImageStore(address, logins, trust, proxies, counter);
  }

  public StoreAddress address() {
    return address;
  }

  /** The address of an image for {@code oras} and {@code skopeo}. */
  public String place(StoreLine line, StoreTag tag) {
    return address.repository(line) + ":" + tag;
  }

  /** The repository of a line. */
  Repository repository(StoreLine line) throws InterruptedException {
    return repository(line.repository());
  }

  /** The repository of layers. */
  public Repository layers() throws InterruptedException {
    return repository(StoreAddress.LAYERS);
  }

  /** The repository with a name below the project. */
  Repository repository(String name) throws InterruptedException {
    return Repository.open(at(address.project() + "/" + name), login(), trust, proxies)
        .counting(traffic.of(StoreTraffic.Kind.of(name)));
  }

  /** The names of the repositories below the project; empty when the registry shows no list. */
  RegistryCatalog catalog() throws InterruptedException {
    return RegistryCatalog.open(at(address.project()), login(), trust, proxies);
  }

  private RegistryAddress at(String name) {
    return RegistryAddress.of(address.registry() + "/" + name, address.plainHttp());
  }

  private synchronized Optional<RegistryLogin> login() throws InterruptedException {
    if (login.isEmpty()) {
      login = Optional.of(logins.find(address.registry()));
    }
    return login.get();
  }
}
