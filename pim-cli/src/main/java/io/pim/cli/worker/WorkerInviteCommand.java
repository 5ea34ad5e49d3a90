package io.pim.cli.worker;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Terminal;
import io.pim.cli.shell.CliContext;
import io.pim.cli.temporal.DistributionInfo;
import io.pim.cli.worker.invitation.Invitation;
import io.pim.cli.worker.invitation.InvitationYaml;
import io.pim.cli.worker.invitation.Inviter;
import io.pim.cli.worker.invitation.StoreAccess;
import io.pim.cli.worker.invitation.StoreSources;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Settings;
import io.pim.model.files.DurableFile;
import io.pim.model.files.ServiceFolder;
import io.pim.model.store.StoreAddress;
import io.pim.tools.oci.DockerLogins;
import io.pim.tools.process.ProcessRunner;
import io.pim.worker.connection.ServiceAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pim worker invite}. */
@Command(
    name = "invite",
    header = "Write an invitation, with which another host joins the service.",
    description = {
      "",
      "The file has the service's address and namespace, the TLS files and the API key if the "
          + "service wants them, the key that all hosts share, the settings of the store, the "
          + "authorities of its registry (store.ca_file), and your login there, as docker has it. "
          + "Its holder can do everything that a host of the service can: give it to nobody else, "
          + "and delete it once the host has joined.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim worker invite --out join.yml",
      "  pim worker invite --out join.yml --address temporal.example:7233 --expires 2h",
      "  pim worker invite --out - | ssh root@new-host pim worker install --join -"
    })
public final class WorkerInviteCommand implements Callable<Integer> {
  private static final String STDOUT = "-";

  private final CliContext context;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The new file, which only you can read; - for standard output. Default: standard output "
              + "if it is not a terminal.")
  private String out;

  @Option(
      names = "--address",
      paramLabel = "HOST:PORT",
      description = "The service as the new host reaches it. Default: as this host reaches it.")
  private String address;

  @Option(
      names = "--expires",
      paramLabel = "DURATION",
      defaultValue = "1d",
      description =
          "How long hosts accept it, such as 2h or 7d. Default: ${DEFAULT-VALUE}. The keys in it "
              + "stay valid.")
  private Duration expires;

  @Option(
      names = "--no-store-login",
      description =
          "Leave out your login at the store's registry: the new host gets its own with docker "
              + "login.")
  private boolean noStoreLogin;

  public WorkerInviteCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings = Settings.read(ConfigFolders.of(context.folders()));
    if (out == null && context.environment().containsKey(Terminal.VARIABLE)) {
      throw Complaint.of(ExitStatus.USAGE, "An invitation holds keys, and this is a terminal.")
          .advise("Name a file with --out FILE; --out - prints it anyway.")
          .failure();
    }
    ServiceAddress service =
        ServiceAddress.find(
            context.environment(),
            settings.temporal(),
            new ServiceFolder(context.folders().service()));
    Instant until = context.clock().instant().plus(expires);
    Invitation invitation =
        new Inviter(
                DistributionInfo.current().version(),
                context.folders().sealKey(),
                settings.tree().section("store"),
                storeAccess(settings))
            .invite(service, Optional.ofNullable(address), until);
    write(InvitationYaml.text(invitation));
    sayLogin(invitation);
    context
        .err()
        .println(
            "It is valid until "
                + ForPeople.time(until)
                + ". Delete it once the host has "
                + "joined.");
    return ExitStatus.DONE;
  }

  private StoreAccess storeAccess(Settings settings) throws InterruptedException {
    Optional<StoreAddress> store = settings.store().shared();
    if (store.isEmpty()) {
      return StoreAccess.NONE;
    }
    Path home = CliContext.home(context.environment());
    DockerLogins logins = DockerLogins.of(context.environment(), home, new ProcessRunner());
    return new StoreSources(home, logins).of(store.get(), !noStoreLogin);
  }

  private void sayLogin(Invitation invitation) {
    invitation
        .storeAccess()
        .login()
        .ifPresent(
            login ->
                context
                    .err()
                    .println(
                        "It contains your login at "
                            + invitation.registry().orElseThrow()
                            + " as "
                            + SafeText.line(login.username())
                            + "; --no-store-login leaves it out."));
  }

  private void write(String text) throws IOException {
    if (out == null || out.equals(STDOUT)) {
      context.out().print(text);
      context.out().flush();
      return;
    }
    Path file = context.folders().project().resolve(out);
    if (!DurableFile.create(file, DurableFile.PRIVATE, text.getBytes(StandardCharsets.UTF_8))) {
      throw Complaint.of(ExitStatus.USAGE, "This file exists already.")
          .at(file)
          .advise("Name another one, or remove it.")
          .failure();
    }
    context.err().println("Wrote an invitation to " + file);
    context.err().println("On the new host: sudo pim worker install --join FILE");
  }
}
