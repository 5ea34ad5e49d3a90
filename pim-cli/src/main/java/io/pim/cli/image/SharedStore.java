package io.pim.cli.image;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.temporal.ThisHost;
import io.pim.host.remote.ImageStore;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Problems;
import io.pim.model.config.Settings;
import io.pim.model.profile.Profiles;
import io.pim.model.registry.Registry;
import io.pim.model.store.StoreAddress;
import io.pim.model.store.StoreLine;
import io.pim.model.store.StoreReference;
import io.pim.model.unit.Architecture;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The shared store that pim.yml names, and the images that people name in it. */
final class SharedStore {
  private final CliContext context;
  private final ImageStore store;
  private final String hostId;

  private SharedStore(CliContext context, ImageStore store, String hostId) {
    this.context = context;
    this.store = store;
    this.hostId = hostId;
  }

  /**
   * Opens the store; nothing is sent yet.
   *
   * @throws io.pim.cli.output.CommandFailure when no store is configured
   */
  static SharedStore of(CliContext context) throws IOException {
    Settings settings = Settings.read(ConfigFolders.of(context.folders()));
    StoreAddress address =
        settings
            .store()
            .shared()
            .orElseThrow(
                () ->
                    Complaint.of(ExitStatus.USAGE, "There is no shared store.")
                        .at(context.folders().config().resolve(Settings.FILE))
                        .because("store.url is not set.")
                        .advise("Set it, such as: store: {url: oci://registry.example.org/team}")
                        .failure());
    return new SharedStore(
        context, context.host().imageStore(address), ThisHost.id(context.folders(), settings));
  }

  ImageStore store() {
    return store;
  }

  String hostId() {
    return hostId;
  }

  /**
   * The image that a person names.
   *
   * @param architecture given with an option; else this machine's own
   */
  StoreReference reference(String typed, Optional<Architecture> architecture) {
    Architecture usual = architecture.or(Architecture::ofThisMachine).orElse(Architecture.X86_64);
    try {
      StoreReference reference = StoreReference.of(typed, usual);
      if (architecture.isPresent() && reference.line().architecture() != usual) {
        throw Complaint.of(ExitStatus.USAGE, "'" + typed + "' and --arch contradict each other.")
            .advise("Omit --arch.")
            .failure();
      }
      return reference;
    } catch (IllegalArgumentException e) {
      throw Complaint.of(ExitStatus.USAGE, "'" + typed + "' does not name an image in the store.")
          .because(String.valueOf(e.getMessage()))
          .advise("Write PROFILE, PROFILE:TAG, PROFILE-ARCH:TAG or the id of a build.")
          .failure(e);
    }
  }

  /** The lines that this host can name without a list: of its images and its profiles. */
  Set<StoreLine> knownLines() throws IOException {
    Set<StoreLine> lines = new LinkedHashSet<>();
    new Registry(context.folders())
        .list()
        .forEach(image -> lines.add(new StoreLine(image.profile(), image.architecture())));
    Profiles.read(ConfigFolders.of(context.folders()), new Problems())
        .choices()
        .forEach(profile -> lines.addAll(linesOf(profile)));
    return lines;
  }

  /** The lines of a profile. */
  static Set<StoreLine> linesOf(String profile) {
    Set<StoreLine> lines = new LinkedHashSet<>();
    for (Architecture architecture : Architecture.values()) {
      lines.add(new StoreLine(profile, architecture));
    }
    return lines;
  }
}
