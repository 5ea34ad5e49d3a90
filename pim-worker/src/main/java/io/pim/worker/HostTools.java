package io.pim.worker;

import io.pim.activities.process.CommandRunner;
import io.pim.activities.process.DetachedProcesses;
import io.pim.activities.process.ProcessRunner;
import io.pim.activities.process.Tools;
import io.pim.activities.qemu.AcceleratorMemory;
import io.pim.activities.qemu.AcceleratorProbe;
import io.pim.activities.qemu.HostAccelerators;
import io.pim.activities.qemu.QemuImg;
import io.pim.activities.qemu.QemuInstallation;
import io.pim.activities.qemu.TrialBoot;
import io.pim.activities.qemu.VirtualMachines;
import io.pim.model.files.PimFolders;
import java.util.Map;

/** The tools of this host: QEMU and what is made with it. */
record HostTools(
    QemuInstallation qemu, QemuImg qemuImg, VirtualMachines machines, AcceleratorProbe probe) {

  static HostTools of(PimFolders folders, Map<String, String> environment) {
    Tools tools = Tools.of(environment);
    CommandRunner runner = new ProcessRunner();
    QemuInstallation qemu = new QemuInstallation(tools, runner);
    return new HostTools(
        qemu,
        new QemuImg(qemu, runner),
        new VirtualMachines(folders, qemu, new DetachedProcesses(tools)),
        new AcceleratorProbe(
            qemu,
            new TrialBoot(tools, runner),
            new AcceleratorMemory(folders.accelerators()),
            HostAccelerators.ofThisHost()));
  }
}
