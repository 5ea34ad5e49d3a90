package io.pim.cli.worker.install;

/** One worker of a machine: its files, and what runs it. */
public record Installation(
    Machine machine, Layout layout, ServiceManager manager, InstallRecord record) {
  Installation(Machine machine, Layout layout, ServiceManager manager) {
    this(machine, layout, manager, new InstallRecord(machine, layout.record()));
  }
}
