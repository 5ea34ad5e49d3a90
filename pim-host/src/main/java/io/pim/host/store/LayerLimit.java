package io.pim.host.store;

import io.pim.host.build.OpenBuilds;
import io.pim.model.failure.BuildFailure;
import io.pim.model.files.BuildId;
import io.pim.model.unit.ByteSize;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the layers of this host within the limit in pim.yml; a failure never fails a build. */
public final class LayerLimit {
  private static final Logger LOG = LoggerFactory.getLogger(LayerLimit.class);

  private final StoreCleaner cleaner;
  private final OpenBuilds builds;
  private final ByteSize limit;

  public LayerLimit(StoreCleaner cleaner, OpenBuilds builds, ByteSize limit) {
    this.cleaner = cleaner;
    this.builds = builds;
    this.limit = limit;
  }

  /** Removes layers above the limit. */
  public void hold() throws InterruptedException {
    hold(Optional.empty());
  }

  /** The same at the end of a build, with a line in its log. */
  public void holdAfter(BuildId build) throws InterruptedException {
    hold(Optional.of(build));
  }

  private void hold(Optional<BuildId> build) throws InterruptedException {
    try {
      CleanReport report = cleaner.limitLayers(limit.bytes());
      if (!report.removed().isEmpty()) {
        String line =
            "layers above store.layers_limit (%s): %d removed, %s freed, %s left"
                .formatted(
                    limit,
                    report.removed().size(),
                    shown(report.freed().allocated()),
                    shown(report.layersLeft().allocated()));
        LOG.info("{}", line);
        if (build.isPresent()) {
          builds.open(build.get()).log().add("clean up", line);
        }
      } else if (report.layersLeft().allocated() > limit.bytes()) {
        LOG.info(
            "layers take {}, above store.layers_limit ({}), and builds need all of them",
            shown(report.layersLeft().allocated()),
            limit);
      }
    } catch (IOException | BuildFailure e) {
      LOG.warn("layers could not be held to store.layers_limit: {}", e.getMessage());
    }
  }

  private static String shown(long bytes) {
    return bytes == 0 ? "0" : new ByteSize(bytes).rounded();
  }
}
