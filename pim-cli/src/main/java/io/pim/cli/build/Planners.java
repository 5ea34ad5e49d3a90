package io.pim.cli.build;

import io.pim.activities.provision.FinalizeStep;
import io.pim.cli.erb.ErbRenderer;
import io.pim.cli.erb.RenderCache;
import io.pim.cli.plan.ChecksumLists;
import io.pim.cli.plan.PlanHost;
import io.pim.cli.plan.Planner;
import io.pim.cli.temporal.ThisHost;
import io.pim.model.config.ConfigFolders;
import io.pim.model.files.PimFolders;
import io.pim.model.secret.Sealer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Creates planners. */
public final class Planners {
  private Planners() {}

  /**
   * A planner for a user's folders.
   *
   * @throws IOException when the key that seals plans can be neither read nor made
   */
  public static Planner of(PimFolders folders) throws IOException {
    Sealer sealer = Sealer.withKeyFile(folders.sealKey());
    return new Planner(
        ConfigFolders.of(folders),
        new RenderCache(new ErbRenderer(), folders.rendered(), sealer),
        new ChecksumLists(folders.isos(), System.getenv()),
        sealer,
        PlanHost.thisOne(() -> hostId(folders)),
        FinalizeStep.script());
  }

  private static String hostId(PimFolders folders) {
    try {
      return ThisHost.ownId(folders);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
