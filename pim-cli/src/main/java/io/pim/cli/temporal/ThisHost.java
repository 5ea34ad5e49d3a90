package io.pim.cli.temporal;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Problems;
import io.pim.model.config.Settings;
import io.pim.model.files.PimFolders;
import io.pim.model.host.HostIdentity;
import io.pim.tools.process.ThisMachine;
import java.io.IOException;
import java.util.Optional;

/** The id of this host: the configured one, else the one it made itself. */
public final class ThisHost {
  private ThisHost() {}

  public static String id(PimFolders folders, Settings settings) throws IOException {
    Optional<String> configured = settings.worker().hostId();
    return configured.isPresent() ? configured.get() : ownId(folders);
  }

  /** The id that this host made itself, even if another one is configured. */
  public static String ownId(PimFolders folders) throws IOException {
    try {
      return HostIdentity.of(folders.hostId(), ThisMachine.asItIs().id()).id();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading the machine's id", e);
    }
  }

  /**
   * The id of this host, for commands that act by it.
   *
   * @throws io.pim.model.config.ConfigProblems if pim.yml has mistakes
   */
  public static String id(PimFolders folders) throws IOException {
    return id(folders, Settings.read(ConfigFolders.of(folders)));
  }

  /** The id of this host as far as pim.yml can be read, for commands that only read. */
  public static String usableId(PimFolders folders) throws IOException {
    return id(folders, Settings.usable(ConfigFolders.of(folders), new Problems()));
  }
}
