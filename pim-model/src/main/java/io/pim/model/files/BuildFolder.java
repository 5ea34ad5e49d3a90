package io.pim.model.files;

import io.pim.model.plan.StepKey;
import java.nio.file.Path;

/**
 * The files of one build.
 *
 * @param root what is of interest while and after the build runs
 * @param work disks that a virtual machine of this build writes to; beside the layers, because a
 *     disk becomes a layer by being renamed while the machine has it open
 */
public record BuildFolder(Path root, Path work) {
  /** The request that started the build, contents sealed. */
  public Path request() {
    return root.resolve("request.json");
  }

  /** Which Temporal service the build belongs to: nobody else can say whether it has ended. */
  public Path service() {
    return root.resolve("service.json");
  }

  /** Held by the one try of an activity that works on the build. */
  public Path turn() {
    return root.resolve("turn.lock");
  }

  /** What the build did, a line an event, with all output of scripts. */
  public Path log() {
    return root.resolve("build.log");
  }

  /** Everything the serial console said; {@code phase} is install, guest, verify or shell. */
  public Path console(String phase) {
    return root.resolve(phase + "-console.log");
  }

  /** What QEMU itself said. */
  public Path qemuLog(String phase) {
    return root.resolve(phase + "-qemu.log");
  }

  /** Facts about the virtual machine that let a worker that has just started join it. */
  public Path vmFacts(String phase) {
    return root.resolve(phase + "-vm.json");
  }

  /** Port and secret path of the PreseedServer, to be served again at the same place. */
  public Path serverFacts(String phase) {
    return root.resolve(phase + "-server.json");
  }

  /** Tells that a phase's machine has ended well and left its whole disk. */
  public Path endedFacts(String phase) {
    return root.resolve(phase + "-ended.json");
  }

  /** The build's own private SSH key; mode 0600. */
  public Path sshKey() {
    return root.resolve("ssh_key");
  }

  /** The key of the instance that verifies the image; there while that runs. */
  public Path instanceKey() {
    return root.resolve("instance_key");
  }

  /** The packages that verification has found in the image. */
  public Path packages() {
    return root.resolve("packages.json");
  }

  /** The key that opens a layer another build has made; there until the build's own is in. */
  public Path layerKey() {
    return root.resolve("layer_key");
  }

  /** The guest's SSH host key, pinned when first seen. */
  public Path hostKey(String phase) {
    return root.resolve(phase + "-host-key");
  }

  /** Which files the installer has fetched so far. */
  public Path servedFacts() {
    return root.resolve("install-served.json");
  }

  /** The state of a script's run: how far its output was read, and how it ended. */
  public Path scriptFacts(StepKey key) {
    return root.resolve("script-" + key.abbreviated() + ".json");
  }

  /** The disk on which the step that ends in {@code key} runs. */
  public Path workDisk(StepKey key) {
    return work.resolve(key + ".qcow2");
  }

  public Path verifyDisk() {
    return work.resolve("verify.qcow2");
  }

  /** A copy of the image that verification boots, where others may write to the image. */
  public Path verifyImage() {
    return work.resolve("verify-image.qcow2");
  }

  /** What {@code pim build shell} makes, and removes when it is left; mode 0700. */
  public Path shell() {
    return work.resolve("shell");
  }

  /** The throw-away overlay that a shell's machine writes to. */
  public Path shellDisk() {
    return shell().resolve("disk.qcow2");
  }

  /** A key made for one shell, where none of the build's opens the system. */
  public Path shellKey() {
    return shell().resolve("key");
  }

  /** The key that opens the layer a shell stands on. */
  public Path shellLayerKey() {
    return shell().resolve("layer_key");
  }

  /** Held while a shell is open, with the number of the process that holds it. */
  public Path shellLock() {
    return root.resolve("shell.lock");
  }

  public Path uefiVariables(String phase) {
    return work.resolve(phase + "-efivars.fd");
  }

  /** Digest and size of the flattened image. */
  public Path flattenedFacts() {
    return root.resolve("flattened.json");
  }

  public Path manifest() {
    return root.resolve("manifest.json");
  }
}
