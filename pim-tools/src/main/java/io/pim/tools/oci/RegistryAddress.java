package io.pim.tools.oci;

import java.net.URI;

/**
 * A repository of a registry.
 *
 * @param host with the port, if it is not the usual one
 * @param plainHttp whether connections use no TLS
 * @param name of the repository there
 */
public record RegistryAddress(String host, boolean plainHttp, String name) {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final String DOCKER = "docker.io";
  private static final String API_OF_DOCKER = "registry-1.docker.io";

  /** Reads {@code registry.example.org:5000/team/images}. */
  public static RegistryAddress of(String repository, boolean plainHttp) {
    int slash = repository.indexOf('/');
    String host = repository.substring(0, slash);
    return new RegistryAddress(
        host.equals(DOCKER) ? API_OF_DOCKER : host, plainHttp, repository.substring(slash + 1));
  }

  URI root() {
    return URI.create((plainHttp ? "http://" : "https://") + host + "/v2/");
  }

  /** A resource of the repository, such as {@code tags/list}. */
  URI resource(String path) {
    return root().resolve(name + "/" + path);
  }

  /** Whether a URI is on the registry itself, so that it may get the login. */
  boolean owns(URI uri) {
    return uri.getRawUserInfo() == null
        && root().getScheme().equalsIgnoreCase(uri.getScheme())
        && root().getHost().equalsIgnoreCase(uri.getHost())
        && port(root()) == port(uri);
  }

  private int port(URI uri) {
    int usual = plainHttp ? HTTP_PORT : HTTPS_PORT;
    return uri.getPort() < 0 ? usual : uri.getPort();
  }

  /**
   * Whether PIM may send requests to a URI that the registry names: its own, or another one with
   * TLS.
   */
  boolean allows(URI uri) {
    return uri.getHost() != null
        && uri.getRawUserInfo() == null
        && (owns(uri) || "https".equalsIgnoreCase(uri.getScheme()));
  }

  @Override
  public String toString() {
    return host + "/" + name;
  }
}
