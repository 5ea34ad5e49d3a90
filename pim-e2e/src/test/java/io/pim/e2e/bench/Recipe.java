package io.pim.e2e.bench;

import io.pim.activities.provision.FinalizeStep;
import io.pim.e2e.disk.Digest;
import io.pim.model.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The inputs of a build in the form that each contender needs: a configuration folder for PIM; for
 * the others a bootable ISO, a folder to serve to the installer, and a key. Preseed and scripts are
 * the same files.
 */
final class Recipe {
  /** The file in the guest to which each script appends its name. */
  static final String MARKS = "/var/lib/pim-bench/ran";

  /** The placeholder for the install script's address in a preseed that PIM shows. */
  private static final String PLACEHOLDER = "http://pim.invalid/";

  private static final Path TINY_FOLDER = Lab.ROOT.resolve("pim-e2e/src/test/resources/bench");
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Map<String, String> ENVIRONMENT =
      Map.of("DEBIAN_FRONTEND", "noninteractive", "PIM_ARCH", "x86_64");

  private final Guest guest;
  private final Path configuration;
  private final Path web;
  private final Path key;
  private final Path iso;
  private final int port;
  private final String lastScript;

  private Recipe(
      Guest guest, Path configuration, Path web, Path key, Path iso, int port, String lastScript) {
    this.guest = guest;
    this.configuration = configuration;
    this.web = web;
    this.key = key;
    this.iso = iso;
    this.port = port;
    this.lastScript = lastScript;
  }

  static Recipe write(Lab lab, Guest guest) throws IOException, InterruptedException {
    int port = freePort();
    Path original = Lab.ROOT.resolve("build/isos").resolve(guest.iso());
    Path iso = BootableIso.make(lab, original, parameters(guest, port));
    Path configuration = configuration(lab, guest, iso);
    Path web = lab.fresh("web");
    Path key = lab.folder().resolve("key");
    // PIM's finalize script removes keys with this comment.
    run(
        lab,
        "ssh-keygen",
        "-q",
        "-t",
        "ed25519",
        "-N",
        "",
        "-C",
        "bench pim-build:bench",
        "-f",
        key.toString());
    Files.copy(lab.folder().resolve("key.pub"), web.resolve("authorized_keys"));
    Files.copy(configuration.resolve("installs.d/default.sh"), web.resolve("install.sh"));
    Files.writeString(web.resolve("preseed.cfg"), preseed(lab, guest, configuration, port));
    Files.writeString(lab.folder().resolve("finalize.sh"), FinalizeStep.script());
    Path last = configuration.resolve("scripts.d").resolve(guest.lastScript() + ".sh");
    return new Recipe(guest, configuration, web, key, iso, port, Files.readString(last));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The kernel's arguments as PIM passes them. */
  private static String parameters(Guest guest, int port) {
    return "auto=true priority=critical preseed/url=http://10.0.2.2:"
        + port
        + "/preseed.cfg hostname="
        + guest.profile()
        + " domain= console=ttyS0,115200n8 ---";
  }

  private static Path configuration(Lab lab, Guest guest, Path iso)
      throws IOException, InterruptedException {
    Path folder = lab.folder().resolve("config");
    if (guest.equals(Guest.DEBIAN)) {
      run(lab, Lab.ROOT.resolve("scripts/demo-folder.sh").toString(), folder.toString());
    } else {
      run(lab, "cp", "-r", TINY_FOLDER.toString(), folder.toString());
    }
    Files.createDirectories(folder.resolve("isos.d"));
    Files.writeString(
        folder.resolve("isos.d/demo.yml"),
        guest.catalogKey()
            + ":\n  url: file://"
            + iso
            + "\n  checksum: sha256:"
            + Digest.of(iso)
            + "\n  architecture: amd64\n");
    Guest.Machine machine = guest.machine();
    Files.writeString(
        folder.resolve("pim.yml"),
        "build:\n  disk_size: "
            + machine.diskSize()
            + "\n  memory: "
            + machine.memoryMebibytes()
            + "\n  cpus: "
            + machine.cpus()
            + "\n  ssh: {user: "
            + guest.login().user()
            + "}\n");
    for (String script : guest.scripts()) {
      Path file = folder.resolve("scripts.d").resolve(script + ".sh");
      Files.writeString(file, Files.readString(file) + mark(script));
    }
    return folder;
  }

  private static String mark(String name) {
    return "mkdir -p " + Path.of(MARKS).getParent() + "\necho '" + name + "' >>" + MARKS + "\n";
  }

  /** The preseed that PIM renders, with this run's address and a reboot at its end. */
  private static String preseed(Lab lab, Guest guest, Path configuration, int port)
      throws IOException, InterruptedException {
    List<String> show =
        List.of(
            Lab.ROOT.resolve("bin/pim").toString(),
            "profile",
            "show",
            guest.profile(),
            "--render",
            "-o",
            "json");
    String shown = lab.run(configuration, LIMIT, show).exits(0).out();
    String preseed = Json.mapper().readTree(shown).path("preseed").asText();
    if (!preseed.contains(PLACEHOLDER)) {
      throw new IOException("the preseed that PIM shows has no " + PLACEHOLDER + ":\n" + preseed);
    }
    return preseed
        .replace(PLACEHOLDER, "http://10.0.2.2:" + port + "/")
        .replace("d-i debian-installer/exit/poweroff boolean true\n", "");
  }

  private static void run(Lab lab, String... command) throws IOException, InterruptedException {
    lab.run(lab.folder(), LIMIT, List.of(command)).exits(0);
  }

  Guest guest() {
    return guest;
  }

  /** PIM's configuration folder. */
  Path configuration() {
    return configuration;
  }

  /** The folder of the files that the installer fetches. */
  Path web() {
    return web;
  }

  /** The port of 127.0.0.1 at which the installer fetches them. */
  int port() {
    return port;
  }

  Path key() {
    return key;
  }

  Path iso() {
    return iso;
  }

  String isoDigest() throws IOException {
    return Digest.of(iso);
  }

  /** The scripts that every contender runs, in order. */
  List<Path> scripts() {
    return guest.scripts().stream()
        .map(name -> configuration.resolve("scripts.d").resolve(name + ".sh"))
        .toList();
  }

  /** The last script: PIM's own finalize script, which the others must run, too. */
  Path finalizeScript() {
    return key.resolveSibling("finalize.sh");
  }

  /** The environment of scripts. */
  List<String> environment() {
    return ENVIRONMENT.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .sorted()
        .toList();
  }

  /**
   * Edits the last script, for one build.
   *
   * @param nonce the script's mark on the disk
   * @param first a command that the script runs first
   */
  void edit(String nonce, String first) throws IOException {
    int body = lastScript.indexOf('\n') + 1;
    Files.writeString(
        scripts().get(scripts().size() - 1),
        lastScript.substring(0, body) + first + "\n" + lastScript.substring(body) + mark(nonce));
  }

  /** The marks that a build with this nonce leaves. */
  List<String> marks(String nonce) {
    return Stream.concat(guest.scripts().stream(), Stream.of(nonce)).toList();
  }
}
