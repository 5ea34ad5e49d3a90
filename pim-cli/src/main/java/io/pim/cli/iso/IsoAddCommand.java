package io.pim.cli.iso;

import io.pim.cli.edit.IsoEntryFile;
import io.pim.cli.edit.NewIso;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.SafeText;
import io.pim.cli.plan.ChecksumLists;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.SignatureNote;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problem;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim iso add}. */
@Command(
    name = "add",
    header = "Add an ISO to the catalog.",
    description = {
      "",
      "Writes isos.d/KEY.yml in the current folder, or appends to it. Reads the checksum and "
          + "architecture of a FILE. For a URL, only lists of checksums are downloaded: SHA512SUMS "
          + "or SHA256SUMS next to it, and their signatures.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim iso add ~/Downloads/mine-13-amd64.iso",
      "  pim iso add mine-13-amd64 ~/Downloads/download.iso",
      "  pim iso add https://cdimage.debian.org/cdimage/archive/13.1.0/amd64/iso-cd/"
          + "debian-13.1.0-amd64-netinst.iso --to debian.yml"
    })
final class IsoAddCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      index = "0..1",
      arity = "1..2",
      paramLabel = "[KEY] URL|FILE",
      hideParamSyntax = true,
      description =
          "The ISO, optionally preceded by its key in the catalog. Default key: the file's "
              + "name without .iso.")
  private List<String> arguments;

  @Option(names = "--checksum", paramLabel = "DIGEST", description = "sha256:... or sha512:...")
  private Optional<String> checksum = Optional.empty();

  @Option(
      names = "--checksum-url",
      paramLabel = "URL",
      description = "The URL of a list that contains the checksum.")
  private Optional<String> checksumUrl = Optional.empty();

  @Option(
      names = "--signature-url",
      paramLabel = "URL",
      description = "The URL of the list's signature; checked with --keyring.")
  private Optional<String> signatureUrl = Optional.empty();

  @Option(
      names = "--keyring",
      paramLabel = "FILE",
      description = "The keys that may sign the list, as gpg --export writes them.")
  private Optional<String> keyring = Optional.empty();

  @Option(names = "--name", paramLabel = "TEXT", description = "A name for people. Default: KEY.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description = "x86_64 or arm64, if the ISO does not show it.")
  private Architecture architecture;

  @Option(
      names = "--to",
      paramLabel = "NAME.yml",
      description = "Another file of isos.d. Default: KEY.yml.")
  private Optional<String> to = Optional.empty();

  @Option(names = "--global", description = "Write into the global folder: pim config path.")
  private boolean global;

  @Option(names = "--dry-run", description = "Show the entry; write nothing.")
  private boolean dryRun;

  IsoAddCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ConfigFolders folders = ConfigFolders.of(context.folders());
    boolean named = arguments.size() > 1;
    AddedIso iso =
        AddedIso.of(
            context,
            named ? Optional.of(arguments.get(0)) : Optional.empty(),
            arguments.get(named ? 1 : 0));
    Path target = target(global ? folders.global() : folders.project(), iso.key());
    NewIso entry = entry(folders, target, iso);
    Digest digest =
        new ChecksumLists(context.folders().isos(), context.environment()).of(entry.entry());
    if (checksum.isPresent() || checksumUrl.isPresent()) {
      iso.requireDigest(digest);
    }
    if (!dryRun) {
      entry.write();
    }
    entry.added().lines().map(SafeText::line).forEach(context.out()::println);
    iso.notes(entry.entry()).forEach(this::note);
    SignatureNote.print(List.of(entry.entry()), context);
    context
        .err()
        .println(
            SafeText.line(
                (dryRun ? "would write to " : "written to ")
                    + folders.shown(target)
                    + (dryRun ? "" : "; next: pim iso download " + iso.key())));
    return ExitStatus.DONE;
  }

  private void note(String text) {
    context.err().println(SafeText.line("note: " + text));
  }

  private Path target(Path folder, String key) {
    String file = to.orElse(key + ".yml");
    return IsoEntryFile.named(folder, file)
        .orElseThrow(
            () ->
                Complaint.of(ExitStatus.USAGE, "'" + file + "' cannot be a file of isos.d.")
                    .because("it must be a plain name: letters, digits and . _ + -, and .yml")
                    .failure());
  }

  private NewIso entry(ConfigFolders folders, Path target, AddedIso iso)
      throws IOException, InterruptedException {
    Map<String, Object> settings = new LinkedHashMap<>();
    name.ifPresent(text -> settings.put("name", text));
    settings.put("url", iso.url());
    checksum.ifPresent(text -> settings.put("checksum", text));
    checksumUrl.ifPresent(url -> settings.put("checksum_url", url));
    if (checksum.isEmpty() && checksumUrl.isEmpty()) {
      settings.putAll(iso.checksums());
    }
    signatureUrl.ifPresent(url -> settings.put("signature_url", url));
    keyring.ifPresent(file -> settings.put("keyring", file));
    iso.ownFileName().ifPresent(file -> settings.put("filename", file));
    Optional.ofNullable(architecture)
        .or(iso::architecture)
        .ifPresent(arch -> settings.put("architecture", arch.id()));
    try {
      return NewIso.of(folders, target, iso.key(), settings);
    } catch (ConfigProblems wrong) {
      throw Complaint.of(ExitStatus.USAGE, "The entry is not valid; nothing was written.")
          .because(wrong.problems().stream().map(Problem::toString).toList())
          .advise("See the other options: pim iso add --help")
          .failure(wrong);
    }
  }
}
