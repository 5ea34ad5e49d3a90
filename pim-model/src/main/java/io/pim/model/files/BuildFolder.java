package io.pim.model.files;

import io.pim.model.plan.StepKey;
import io.pim.model.unit.Sha256;
import java.nio.file.Path;

/**
 * The files of one build.
 *
 * @param root files that matter during and after the build
 * @param work disks that a virtual machine of this build writes to; beside the layers, because a
 *     disk becomes a layer by a rename while the machine has it open
 */
public record BuildFolder(Path root, Path work) {
  /** The request that started the build, with its contents sealed. */
  public Path request() {
    return root.resolve("request.json");
  }

  /** The Temporal service of the build, the only one that knows whether the build has ended. */
  public Path service() {
    return root.resolve("service.json");
  }

  /** The lock of an activity while it works on the build: one attempt at a time. */
  public Path turn() {
    return root.resolve("turn.lock");
  }

  /**
   * The lock of the verification, so that flattening can run at the same time. All other activities
   * hold this lock and {@link #turn}.
   */
  public Path verifyTurn() {
    return root.resolve("turn-verify.lock");
  }

  /** The build's events, one line each, and all output of scripts. */
  public Path log() {
    return root.resolve("build.log");
  }

  /** The serial console's whole output; {@code phase} is install, guest, verify or shell. */
  public Path console(String phase) {
    return root.resolve(phase + "-console.log");
  }

  /** QEMU's own output. */
  public Path qemuLog(String phase) {
    return root.resolve(phase + "-qemu.log");
  }

  /** Facts about the virtual machine that let a restarted worker join it. */
  public Path vmFacts(String phase) {
    return root.resolve(phase + "-vm.json");
  }

  /**
   * The PreseedServer's port and secret path, so that a restarted worker serves the same address.
   */
  public Path serverFacts(String phase) {
    return root.resolve(phase + "-server.json");
  }

  /** Records that a phase's machine ended well and left an intact disk. */
  public Path endedFacts(String phase) {
    return root.resolve(phase + "-ended.json");
  }

  /** The build's own private SSH key; mode 0600. */
  public Path sshKey() {
    return root.resolve("ssh_key");
  }

  /** The key of the instance that verifies the image; exists only during verification. */
  public Path instanceKey() {
    return root.resolve("instance_key");
  }

  /** The packages that verification found in the image. */
  public Path packages() {
    return root.resolve("packages.json");
  }

  /**
   * The key that opens a layer made by another build; exists until the build's own key is
   * installed.
   */
  public Path layerKey() {
    return root.resolve("layer_key");
  }

  /** The guest's SSH host key, pinned at first contact. */
  public Path hostKey(String phase) {
    return root.resolve(phase + "-host-key");
  }

  /** The files that the installer has fetched so far. */
  public Path servedFacts() {
    return root.resolve("install-served.json");
  }

  /** The state of a script's run: how far its output was read, and its result. */
  public Path scriptFacts(StepKey key) {
    return root.resolve("script-" + key.abbreviated() + ".json");
  }

  /** The disk for the step that ends in {@code key}. */
  public Path workDisk(StepKey key) {
    return work.resolve(key + ".qcow2");
  }

  public Path verifyDisk() {
    return work.resolve("verify.qcow2");
  }

  /** The private copy of the image that verification boots when others can write to the image. */
  public Path verifyImage() {
    return work.resolve("verify-image.qcow2");
  }

  /** The files of {@code pim build shell}, removed when the session ends; mode 0700. */
  public Path shell() {
    return work.resolve("shell");
  }

  /** The temporary overlay for a shell's machine. */
  public Path shellDisk() {
    return shell().resolve("disk.qcow2");
  }

  /** A key for one shell session, used if none of the build's keys opens the system. */
  public Path shellKey() {
    return shell().resolve("key");
  }

  /** The key that opens the layer below a shell's disk. */
  public Path shellLayerKey() {
    return shell().resolve("layer_key");
  }

  /** Held while a shell is open; contains the process id of the holder. */
  public Path shellLock() {
    return root.resolve("shell.lock");
  }

  /** The part of a file that has arrived from the shared store. */
  public Path pulledPart(Sha256 digest) {
    return work.resolve("pull-" + digest.hex() + ".part");
  }

  public Path uefiVariables(String phase) {
    return work.resolve(phase + "-efivars.fd");
  }

  /** The warm checkpoint that the current or last guest was started from. */
  public Path warmFacts() {
    return root.resolve("guest-warm.json");
  }

  /** The file that QEMU writes to while it loads a warm checkpoint. */
  public Path warmScratch() {
    return work.resolve("memory.qcow2");
  }

  /** The digest and size of the flattened image. */
  public Path flattenedFacts() {
    return root.resolve("flattened.json");
  }

  /** Which disk was verified, by which checks. */
  public Path verifiedFacts() {
    return root.resolve("verified.json");
  }

  public Path manifest() {
    return root.resolve("manifest.json");
  }
}
