package io.pim.cli.serve;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.plan.ServedTexts;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.InterruptSignal;
import io.pim.cli.shell.ListenPort;
import io.pim.cli.shell.SetOption;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Problems;
import io.pim.model.config.ServeSettings;
import io.pim.model.config.Settings;
import io.pim.model.profile.FileKind;
import io.pim.model.profile.NamedTrees;
import io.pim.model.profile.Profile;
import io.pim.model.profile.Profiles;
import io.pim.model.unit.Architecture;
import io.pim.tools.guestserver.BuildResources;
import io.pim.tools.guestserver.PreseedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim serve}. */
@Command(
    name = "serve",
    header = "Serve a profile's preseed and install script to machines that you install by hand.",
    description = {
      "",
      "Prints what to type at the boot prompt of Debian's installer, then each request, until "
          + "Ctrl-C. Only these two files are served, but to everybody who can reach the address. "
          + "The preseed may contain passwords or their hashes, so end the command when the "
          + "machine is installed.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim serve                            the profile default, on the default route's address",
      "  pim serve web --interface eth1",
      "  pim serve web --set hostname=rack7",
      "  pim serve web --address 192.168.7.1 --port 80 --arch arm64",
      "  pim serve web --preseed lvm          the settings of web, the template preseeds.d/lvm.cfg.erb"
    })
public final class ServeCommand implements Callable<Integer> {
  private static final Duration LOOK_AGAIN = Duration.ofHours(1);

  private final CliContext context;

  @Parameters(
      paramLabel = "PROFILE",
      arity = "0..1",
      description = "The profile. Default: default, else the only one.")
  private String profileName;

  @Option(
      names = "--preseed",
      paramLabel = "NAME",
      description = "The preseed template of this name. Default: preseed_name, else the profile's.")
  private String preseedName;

  @Option(
      names = "--install",
      paramLabel = "NAME",
      description = "The install script of this name. Default: install_name, else the profile's.")
  private String installName;

  @Option(
      names = "--interface",
      paramLabel = "NAME",
      description =
          "Listen on the address of this network interface. Default: serve.interface, else "
              + "that of the default route.")
  private String networkInterface;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      description = "Listen on this address of this machine.")
  private String address;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The port; 0 for any free port. Default: serve.port, else 8080.")
  private ListenPort port;

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description = "Print what to type for this architecture only: x86_64 or arm64.")
  private Architecture architecture;

  @Mixin private SetOption set;

  ServeCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ConfigFolders folders = ConfigFolders.of(context.folders());
    ServeSettings settings = Settings.read(folders).serve();
    int chosenPort = port == null ? settings.port() : port.number();
    AddressChoice.Chosen chosen = address(settings);
    Profile profile = withFiles(profile(folders));
    List<Architecture> architectures = architectures(profile);
    ServedTexts texts = ServedTexts.of(folders, context.renderer(), profile);

    ServeView view = new ServeView(context.out(), context.err());
    LocalAddress at = chosen.at();
    InterruptSignal signal = InterruptSignal.to(context.interrupts());
    try (PreseedServer server = PreseedServer.open(at.address(), chosenPort, view::asked)) {
      String folder = server.folderUrl(at.host());
      server.serve(BuildResources.forBareMetal(texts.preseed(), texts.installScript(), folder));
      view.begins(profile, chosen, server, texts.installScript().isPresent(), architectures);
      boolean ended = false;
      while (!ended) {
        ended = context.interrupts().await(LOOK_AGAIN);
        server.requireServing();
      }
    } finally {
      signal.close();
    }
    view.ends();
    return ExitStatus.DONE;
  }

  private AddressChoice.Chosen address(ServeSettings settings) {
    if (address != null && networkInterface != null) {
      throw usage("--interface and --address cannot be combined.")
          .advise("Give one of them.")
          .failure();
    }
    AddressChoice choice = AddressChoice.ofThisMachine();
    return Optional.ofNullable(address)
        .or(() -> Optional.ofNullable(networkInterface))
        .or(settings::networkInterface)
        .map(choice::named)
        .orElseGet(choice::usual);
  }

  private Profile withFiles(Profile profile) {
    Profile result = profile;
    for (var file :
        Map.of(
                FileKind.PRESEED,
                Optional.ofNullable(preseedName),
                FileKind.INSTALL,
                Optional.ofNullable(installName))
            .entrySet()) {
      if (file.getValue().isPresent()) {
        result = result.withFile(file.getKey(), file.getValue().get());
      }
    }
    return result;
  }

  private Profile profile(ConfigFolders folders) {
    Problems problems = new Problems();
    Profiles profiles = Profiles.read(folders, problems);
    problems.throwIfAny();
    if (profileName != null) {
      return profiles.get(profileName, set.changes());
    }
    if (profiles.names().contains(NamedTrees.DEFAULT)) {
      return profiles.get(NamedTrees.DEFAULT, set.changes());
    }
    List<String> choices = profiles.choices();
    if (choices.size() != 1) {
      throw usage("Name the profile to serve.")
          .because(choices.isEmpty() ? "there is none" : "there are " + String.join(", ", choices))
          .advise(choices.isEmpty() ? "create one: pim init" : "pim serve " + choices.get(0))
          .failure();
    }
    return profiles.get(choices.get(0), set.changes());
  }

  private List<Architecture> architectures(Profile profile) {
    List<Architecture> has = profile.architectures();
    if (architecture == null) {
      return has;
    }
    if (!has.contains(architecture)) {
      throw usage("Profile '" + profile.name() + "' is not for " + architecture + ".")
          .because("it lists " + String.join(", ", has.stream().map(Architecture::id).toList()))
          .failure();
    }
    return List.of(architecture);
  }

  private static Complaint usage(String what) {
    return Complaint.of(ExitStatus.USAGE, what);
  }
}
