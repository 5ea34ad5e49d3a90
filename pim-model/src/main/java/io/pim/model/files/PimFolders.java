package io.pim.model.files;

import com.sun.security.auth.module.UnixSystem;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Digest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * PIM's folders of one user, by the XDG Base Directory Specification 0.8.
 *
 * @param config the global configuration folder
 * @param project the project's configuration folder: the working directory
 * @param data images and the registry: what must not be lost
 * @param cache ISOs, layers, rendered templates: what can be made again
 * @param state builds and the local service: what is of interest while and after things run
 * @param runtime sockets and pid files of what runs now
 */
public record PimFolders(
    Path config, Path project, Path data, Path cache, Path state, Path runtime) {

  /**
   * The folders that the environment names.
   *
   * @param environment as from {@link System#getenv()}
   * @param home the user's home folder
   * @param project the working directory
   */
  public static PimFolders of(Map<String, String> environment, Path home, Path project) {
    return new PimFolders(
        xdg(environment, "XDG_CONFIG_HOME", home.resolve(".config")),
        project.toAbsolutePath().normalize(),
        xdg(environment, "XDG_DATA_HOME", home.resolve(".local/share")),
        xdg(environment, "XDG_CACHE_HOME", home.resolve(".cache")),
        xdg(environment, "XDG_STATE_HOME", home.resolve(".local/state")),
        named(environment, "XDG_RUNTIME_DIR")
            .orElseGet(() -> Path.of("/tmp/pim-" + new UnixSystem().getUid())));
  }

  private static Path xdg(Map<String, String> environment, String variable, Path fallback) {
    return named(environment, variable).orElseGet(() -> fallback.resolve("pim").normalize());
  }

  /** The specification has relative paths ignored. */
  private static Optional<Path> named(Map<String, String> environment, String variable) {
    String value = environment.getOrDefault(variable, "");
    return value.startsWith("/")
        ? Optional.of(Path.of(value).resolve("pim").normalize())
        : Optional.empty();
  }

  public Path images() {
    return data.resolve("cache/images");
  }

  public Path registry() {
    return data.resolve("registry.yml");
  }

  public Path registryLock() {
    return data.resolve("registry.yml.lock");
  }

  /** The key that seals plans; to be the same on all hosts of one Temporal service. */
  public Path sealKey() {
    return data.resolve("seal.key");
  }

  /** This host's id; the machine is added to the name where it is known. */
  public Path hostId() {
    return data.resolve("host-id");
  }

  public Path isos() {
    return cache.resolve("isos");
  }

  public Path layers() {
    return cache.resolve("layers");
  }

  /**
   * Held while a build is opened, and while it is found out what no build needs, and removed: a
   * build that is open is seen to need its layers before it looks for any, so nothing else has to
   * wait.
   */
  public Path layersLock() {
    return layers().resolve(".lock");
  }

  public Path rendered() {
    return cache.resolve("rendered");
  }

  /** Kernels and initrds taken out of ISOs, a folder for each ISO digest. */
  public Path bootFiles() {
    return cache.resolve("boot");
  }

  /** Those of one ISO. */
  public BootFiles bootFiles(Digest iso, Architecture architecture) {
    return new BootFiles(bootFiles().resolve(iso.hex()), architecture);
  }

  /** Tools PIM has fetched or built for itself, such as the Temporal server. */
  public Path tools() {
    return cache.resolve("tools");
  }

  /** Ventoy's archives, and its programs unpacked. */
  public Path ventoy() {
    return cache.resolve("ventoy");
  }

  /** What the accelerator probe has seen. */
  public Path accelerators() {
    return cache.resolve("accelerators.json");
  }

  public Path builds() {
    return state.resolve("builds");
  }

  public BuildFolder build(String buildId) {
    return new BuildFolder(Names.inside(builds(), buildId), Names.inside(work(), buildId));
  }

  /** The files of an image's last verification by hand; the second name is no build's. */
  public BuildFolder verification(String image) {
    return new BuildFolder(
        Names.inside(state.resolve("verifications"), image),
        Names.inside(work(), image + ".verify"));
  }

  /** Disks that virtual machines of builds write to now. */
  public Path work() {
    return cache.resolve("work");
  }

  /** A finished image. */
  public Path image(String name) {
    return Names.inside(images(), name + ".qcow2");
  }

  /** A flattened image that is not verified yet; in the same folder, so that a rename ends it. */
  public Path imageDraft(String name) {
    return images().resolve("." + Names.requirePlain(name) + ".qcow2.part");
  }

  public Path imageManifest(String name) {
    return Names.inside(images(), name + ".manifest.json");
  }

  /** Size and time of an image when its digest was last right. */
  public Path imageSeen(String name) {
    return images().resolve("." + Names.requirePlain(name) + ".seen.json");
  }

  public Path imageUefiVariables(String name) {
    return Names.inside(images(), name + ".efivars.fd");
  }

  public Path service() {
    return state.resolve("service");
  }

  /** Virtual machines that people have made from images, a folder each. */
  public Path vms() {
    return data.resolve("vms");
  }

  /** The VM slots of this host that builds hold, a file for each build. */
  public Path claims() {
    return state.resolve("claims");
  }

  /** Held while a slot is taken or given back. */
  public Path claimsLock() {
    return state.resolve("claims.lock");
  }

  public VmFolder vmFolder(VmName name) {
    return new VmFolder(Names.inside(vms(), name.text()));
  }

  /**
   * Of which a byte is held while a machine is made, started or removed. No machine's name begins
   * with a dot.
   */
  public Path vmsLock() {
    return vms().resolve(".lock");
  }

  /** Sockets and pid file of a virtual machine, a build's or a person's. */
  public RuntimeFiles vm(String name) {
    return new RuntimeFiles(runtime, Names.requirePlain(name));
  }
}
