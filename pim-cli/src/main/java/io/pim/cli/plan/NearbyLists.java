package io.pim.cli.plan;

import io.pim.tools.fetch.NetworkException;
import io.pim.tools.fetch.SmallFetch;
import io.pim.tools.fetch.WebClients;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Searches for a vendor's list of digests next to an ISO, and for its signature. */
public final class NearbyLists {
  /** Stronger digests first. */
  private static final List<String> LISTS = List.of("SHA512SUMS", "SHA256SUMS");

  /** The suffixes that Debian and Ubuntu use. */
  private static final List<String> SIGNATURES = List.of(".sign", ".gpg");

  private final SmallFetch fetch;

  /**
   * Prepares a search.
   *
   * @param environment as from {@link System#getenv()}: proxies
   */
  public NearbyLists(Map<String, String> environment) {
    this.fetch = new SmallFetch(() -> WebClients.of(environment));
  }

  /** The URLs of a list that contains the ISO, and of its signature. */
  public record Found(String list, Optional<String> signature) {}

  /**
   * The first list that contains the ISO.
   *
   * @param fileName the ISO's name in the list
   * @param failed receives each place without such a list, and the reason
   */
  public Optional<Found> find(URI iso, String fileName, Consumer<String> failed)
      throws InterruptedException {
    for (String name : LISTS) {
      URI list = iso.resolve(name);
      try {
        if (new ChecksumText(text(list)).find(List.of(iso.getPath(), fileName)).isPresent()) {
          return Optional.of(new Found(list.toString(), signature(list)));
        }
        failed.accept(list + ": no line contains " + fileName);
      } catch (NetworkException | ChecksumText.Ambiguous e) {
        failed.accept(list + ": " + e.getMessage());
      }
    }
    return Optional.empty();
  }

  private Optional<String> signature(URI list) throws InterruptedException {
    for (String suffix : SIGNATURES) {
      String url = list + suffix;
      if (isSignature(URI.create(url))) {
        return Optional.of(url);
      }
    }
    return Optional.empty();
  }

  private boolean isSignature(URI url) throws InterruptedException {
    try {
      return text(url).contains("-----BEGIN PGP SIGNATURE-----");
    } catch (NetworkException e) {
      // Some vendors do not sign their lists.
      return false;
    }
  }

  private String text(URI url) throws NetworkException, InterruptedException {
    return new String(fetch.get(url), StandardCharsets.UTF_8);
  }
}
