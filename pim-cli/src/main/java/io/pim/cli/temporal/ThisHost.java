package io.pim.cli.temporal;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Settings;
import io.pim.model.files.PimFolders;
import io.pim.model.host.HostIdentity;
import java.io.IOException;
import java.util.Optional;

/** The id under which this host is known: the configured one, else the one it gave itself. */
public final class ThisHost {
  private ThisHost() {}

  public static String id(PimFolders folders, Settings settings) throws IOException {
    Optional<String> configured = settings.worker().hostId();
    return configured.isPresent() ? configured.get() : HostIdentity.of(folders.hostId()).id();
  }

  public static String id(PimFolders folders) throws IOException {
    return id(folders, Settings.read(ConfigFolders.of(folders)));
  }
}
