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
 * @param project the project's configuration folder: the working directory, or that of {@code -C}
 * @param data images and the registry, which must not be lost
 * @param cache ISOs, layers, rendered templates, which can be made again
 * @param state builds and the local service: files that matter during and after a run
 * @param runtime sockets and pid files of running processes
 */
public record PimFolders(
    Path config, Path project, Path data, Path cache, Path state, Path runtime) {

  /**
   * The folders that the environment selects.
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

  /** The same folders for a project in another folder. */
  public PimFolders in(Path folder) {
    Path there = project.resolve(folder).normalize();
    return new PimFolders(config, there, data, cache, state, runtime);
  }

  private static Path xdg(Map<String, String> environment, String variable, Path fallback) {
    return named(environment, variable).orElseGet(() -> fallback.resolve("pim").normalize());
  }

  /** Relative paths are ignored, as the specification requires. */
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

  /** The key that seals plans; all hosts of one Temporal service must have the same. */
  public Path sealKey() {
    return data.resolve("seal.key");
  }

  /** This host's id. The machine's id is appended to the file's name if it is known. */
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
   * Held while a build is opened, and while unneeded layers are identified and removed. An open
   * build is known to need its layers before it looks for any, so nothing else has to wait.
   */
  public Path layersLock() {
    return layers().resolve(".lock");
  }

  public Path rendered() {
    return cache.resolve("rendered");
  }

  /** Kernels and initrds extracted from ISOs, one folder for each ISO digest. */
  public Path bootFiles() {
    return cache.resolve("boot");
  }

  /** The boot files of one ISO. */
  public BootFiles bootFiles(Digest iso, Architecture architecture) {
    return new BootFiles(bootFiles().resolve(iso.hex()), architecture);
  }

  /** Tools that PIM downloaded or built for itself, such as the Temporal server. */
  public Path tools() {
    return cache.resolve("tools");
  }

  /** Ventoy's archives and unpacked programs. */
  public Path ventoy() {
    return cache.resolve("ventoy");
  }

  /** The results of the accelerator probe. */
  public Path accelerators() {
    return cache.resolve("accelerators.json");
  }

  public Path builds() {
    return state.resolve("builds");
  }

  public BuildFolder build(String buildId) {
    return new BuildFolder(Names.inside(builds(), buildId), Names.inside(work(), buildId));
  }

  /**
   * The files of the last {@code pim image verify} of an image; the name used there cannot be a
   * build's.
   */
  public BuildFolder verification(String image) {
    return new BuildFolder(
        Names.inside(state.resolve("verifications"), image),
        Names.inside(work(), image + ".verify"));
  }

  /** Disks that running builds' virtual machines write to. */
  public Path work() {
    return cache.resolve("work");
  }

  /** A finished image. */
  public Path image(String name) {
    return Names.inside(images(), name + ".qcow2");
  }

  /**
   * A flattened image that is not verified yet; in the images' folder, so that a rename finishes
   * it.
   */
  public Path imageDraft(String name) {
    return images().resolve("." + Names.requirePlain(name) + ".qcow2.part");
  }

  /** One byte of this file is held while an image is pulled; which one depends on its digest. */
  public Path pullsLock() {
    return images().resolve(".pulls.lock");
  }

  /** The upload addresses of unfinished uploads to the shared store, one file each. */
  public Path pushes() {
    return state.resolve("pushes");
  }

  /** One byte of this file is held while an image is pushed; which one depends on its address. */
  public Path pushesLock() {
    return pushes().resolve(".lock");
  }

  public Path imageManifest(String name) {
    return Names.inside(images(), name + ".manifest.json");
  }

  /** The size and time of an image when its digest was last found correct. */
  public Path imageSeen(String name) {
    return images().resolve("." + Names.requirePlain(name) + ".seen.json");
  }

  public Path imageUefiVariables(String name) {
    return Names.inside(images(), name + ".efivars.fd");
  }

  public Path service() {
    return state.resolve("service");
  }

  public Path deployments() {
    return state.resolve("deployments");
  }

  public DeploymentFolder deployment(DeploymentId id) {
    return new DeploymentFolder(Names.inside(deployments(), id.text()));
  }

  /** Virtual machines that people made from images, one folder each. */
  public Path vms() {
    return data.resolve("vms");
  }

  /** The VM slots of this host that builds hold, one file for each build. */
  public Path claims() {
    return state.resolve("claims");
  }

  /** Held while a slot is claimed or returned. */
  public Path claimsLock() {
    return state.resolve("claims.lock");
  }

  /** Exists while this host is drained: while it claims no new builds. */
  public Path drained() {
    return state.resolve("drained.json");
  }

  public VmFolder vmFolder(VmName name) {
    return new VmFolder(Names.inside(vms(), name.text()));
  }

  /**
   * One byte of this file is held while a machine is made, started or removed. No machine's name
   * begins with a dot.
   */
  public Path vmsLock() {
    return vms().resolve(".lock");
  }

  /** The tasks that the Temporal service has given to workers of this host, a file each. */
  public Path tasks() {
    return runtime.resolve("tasks");
  }

  /** The lock file of workers; each worker locks a byte of it while it lives. */
  public Path tasksLock() {
    return runtime.resolve("tasks.lock");
  }

  /** The sockets and pid file of a virtual machine, whether a build's or a person's. */
  public RuntimeFiles vm(String name) {
    return new RuntimeFiles(runtime, Names.requirePlain(name));
  }
}
