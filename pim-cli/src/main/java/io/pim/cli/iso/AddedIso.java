package io.pim.cli.iso;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.plan.NearbyLists;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.DownloadView;
import io.pim.model.config.SecretFields;
import io.pim.model.files.Names;
import io.pim.model.iso.IsoEntry;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Digest;
import io.pim.model.unit.DigestAlgorithm;
import io.pim.tools.fetch.FetchProgress;
import io.pim.tools.iso9660.IsoContents;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** An ISO to be added to the catalog, given as a URL or a local file, and the facts about it. */
final class AddedIso {
  private static final Pattern REMOTE = Pattern.compile("(?i)https?:.*");
  private static final Pattern ENDING = Pattern.compile("(?i)\\.iso$");

  private final CliContext context;
  private final String key;
  private final URI url;
  private final Optional<Path> file;
  private final Optional<IsoContents> contents;

  private AddedIso(CliContext context, Optional<String> key, URI url, Optional<Path> file)
      throws IOException {
    this.context = context;
    this.url = url;
    this.file = file;
    this.key = key.orElseGet(this::keyOfFile);
    this.contents = file.isPresent() ? Optional.of(IsoContents.of(file.get())) : Optional.empty();
  }

  /**
   * Examines the source.
   *
   * @param key the key in the catalog; by default the file's name without {@code .iso}
   * @throws io.pim.cli.output.CommandFailure when the source is neither a URL nor a file, yields no
   *     key, or contains a login
   * @throws io.pim.model.failure.BuildFailure when the file is not an ISO
   */
  static AddedIso of(CliContext context, Optional<String> key, String source) throws IOException {
    if (SecretFields.hasLogin(source)) {
      throw Complaint.of(ExitStatus.USAGE, "The URL contains a user name or password.")
          .because("plans, lists and the catalog show URLs to others")
          .advise(
              "Write 'machine HOST login NAME password SECRET' into ~/.netrc (mode 0600), here "
                  + "and on every host that downloads it, and give the URL without them.")
          .failure();
    }
    try {
      if (REMOTE.matcher(source).matches()) {
        return new AddedIso(context, key, URI.create(source), Optional.empty());
      }
      Path file =
          source.startsWith("file:")
              ? Path.of(URI.create(source))
              : context.folders().project().resolve(source).toAbsolutePath().normalize();
      if (Files.isRegularFile(file)) {
        return new AddedIso(context, key, file.toUri(), Optional.of(file));
      }
    } catch (IllegalArgumentException e) {
      throw unusable(source, e.getMessage());
    }
    throw unusable(source, "it is neither an existing file nor an http: or https: URL");
  }

  private static RuntimeException unusable(String source, String why) {
    return Complaint.of(ExitStatus.USAGE, "There is no ISO at '" + source + "'.")
        .because(why)
        .advise("See: pim iso add --help")
        .failure();
  }

  /**
   * Uses the file's name, not the volume's: many tools give all their ISOs the same volume name.
   */
  private String keyOfFile() {
    String stem = ENDING.matcher(lastPart()).replaceFirst("");
    if (!Names.isPlain(stem)) {
      throw Complaint.of(ExitStatus.USAGE, "'" + lastPart() + "' cannot be the key of the ISO.")
          .because("a key has only letters, digits and . _ + -, and begins with a letter or digit")
          .advise("Name it: pim iso add KEY " + (file.isPresent() ? "FILE" : "URL"))
          .failure();
    }
    return stem;
  }

  String key() {
    return key;
  }

  String url() {
    return url.toString();
  }

  /** The architecture of its installer; empty when it has none, or several. */
  Optional<Architecture> architecture() {
    return contents
        .map(IsoContents::installers)
        .filter(found -> found.size() == 1)
        .map(found -> found.get(0));
  }

  /** A file name for the entry, when the URL does not end in one. */
  Optional<String> ownFileName() {
    return Names.isPlain(lastPart()) ? Optional.empty() : Optional.of(key + ".iso");
  }

  private String lastPart() {
    String path = Optional.ofNullable(url.getPath()).orElse("");
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The checksum fields: the file's own digest, or the lists next to a URL. */
  Map<String, String> checksums() throws IOException, InterruptedException {
    if (file.isPresent()) {
      return Map.of("checksum", digest(file.get(), DigestAlgorithm.SHA256).toString());
    }
    List<String> failed = new ArrayList<>();
    NearbyLists.Found found =
        new NearbyLists(context.environment())
            .find(url, lastPart(), failed::add)
            .orElseThrow(
                () ->
                    Complaint.of(ExitStatus.FAILED, "There is no checksum for " + url)
                        .because(failed)
                        .advise("Give --checksum or --checksum-url, or add a local file.")
                        .failure());
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("checksum_url", found.list());
    found.signature().ifPresent(signature -> fields.put("signature_url", signature));
    return fields;
  }

  /** Refuses a file with another digest. */
  void requireDigest(Digest wanted) throws IOException {
    if (file.isEmpty()) {
      return;
    }
    Digest found = digest(file.get(), wanted.algorithm());
    if (!found.equals(wanted)) {
      throw Complaint.of(
              ExitStatus.FAILED, "The file has a different checksum; nothing was written.")
          .at(file.get())
          .because("wanted " + wanted + ", found " + found)
          .advise("Download the file again, or check that the checksum belongs to this file.")
          .failure();
    }
  }

  private Digest digest(Path path, DigestAlgorithm algorithm) throws IOException {
    DownloadView view = new DownloadView(context.terminal(), !context.terminal().error().live());
    long total = Files.size(path);
    Digest digest =
        algorithm.ofFile(path, done -> view.at(key, FetchProgress.Phase.VERIFY, done, total));
    view.ended(key, digest.toString());
    return digest;
  }

  /** Notes about the entry for a person. */
  List<String> notes(IsoEntry entry) {
    return contents.stream()
        .filter(found -> !found.installers().contains(entry.architecture()))
        .map(
            found ->
                "there is no debian-installer for "
                    + entry.architecture()
                    + " on it: a build cannot install from it")
        .toList();
  }
}
