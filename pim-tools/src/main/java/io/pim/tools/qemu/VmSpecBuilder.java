package io.pim.tools.qemu;

import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Firmware;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Collects a {@link VmSpec}. Machine, size, disk and console log are required. */
public final class VmSpecBuilder {
  private final String name;
  private Architecture architecture;
  private Firmware firmware = Firmware.BIOS;
  private Accelerator accelerator = Accelerator.TCG;
  private int cpus = 1;
  private ByteSize memory;
  private Path disk;
  private Path consoleLog;
  private Optional<Path> uefiVariables = Optional.empty();
  private Optional<Path> cdrom = Optional.empty();
  private Optional<KernelBoot> kernel = Optional.empty();
  private Optional<String> smbiosSerial = Optional.empty();
  private boolean noReboot;
  private boolean noShutdown;
  private boolean sshForward;
  private GuestNetwork network = GuestNetwork.user();
  private Optional<Path> seed = Optional.empty();
  private Optional<Path> image = Optional.empty();
  private boolean generation;
  private boolean paused;
  private boolean lasting;
  private boolean shellPorts;

  VmSpecBuilder(String name) {
    this.name = name;
  }

  public VmSpecBuilder machine(Architecture processor, Accelerator runBy) {
    this.architecture = processor;
    this.accelerator = runBy;
    return this;
  }

  public VmSpecBuilder size(int processors, ByteSize ram) {
    this.cpus = processors;
    this.memory = ram;
    return this;
  }

  public VmSpecBuilder disk(Path qcow2) {
    this.disk = qcow2;
    return this;
  }

  public VmSpecBuilder consoleLog(Path file) {
    this.consoleLog = file;
    return this;
  }

  /** Boots with UEFI; the default is BIOS. */
  public VmSpecBuilder uefi(Path variables) {
    this.firmware = Firmware.UEFI;
    this.uefiVariables = Optional.of(variables);
    return this;
  }

  public VmSpecBuilder cdrom(Path iso) {
    this.cdrom = Optional.of(iso);
    return this;
  }

  public VmSpecBuilder kernel(KernelBoot boot) {
    this.kernel = Optional.of(boot);
    return this;
  }

  public VmSpecBuilder smbiosSerial(String serial) {
    this.smbiosSerial = Optional.of(serial);
    return this;
  }

  public VmSpecBuilder noReboot() {
    this.noReboot = true;
    return this;
  }

  public VmSpecBuilder noShutdown() {
    this.noShutdown = true;
    return this;
  }

  public VmSpecBuilder sshForward() {
    this.sshForward = true;
    return this;
  }

  /** Sets the network; the default is user mode without forwarded ports. */
  public VmSpecBuilder network(GuestNetwork way) {
    this.network = way;
    return this;
  }

  public VmSpecBuilder seed(Path volume) {
    this.seed = Optional.of(volume);
    return this;
  }

  public VmSpecBuilder onImage(Path underTheDisk) {
    this.image = Optional.of(underTheDisk);
    return this;
  }

  public VmSpecBuilder generation() {
    this.generation = true;
    return this;
  }

  public VmSpecBuilder paused(boolean whether) {
    this.paused = whether;
    return this;
  }

  public VmSpecBuilder lasting() {
    this.lasting = true;
    return this;
  }

  public VmSpecBuilder shellPorts() {
    this.shellPorts = true;
    return this;
  }

  public VmSpec build() {
    return new VmSpec(
        name,
        Objects.requireNonNull(architecture, "machine"),
        firmware,
        accelerator,
        cpus,
        Objects.requireNonNull(memory, "size"),
        Objects.requireNonNull(disk, "disk"),
        Objects.requireNonNull(consoleLog, "consoleLog"),
        uefiVariables,
        cdrom,
        kernel,
        smbiosSerial,
        noReboot,
        noShutdown,
        sshForward,
        network,
        seed,
        image,
        generation,
        paused,
        lasting,
        shellPorts);
  }
}
