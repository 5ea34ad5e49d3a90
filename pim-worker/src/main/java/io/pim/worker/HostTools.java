package io.pim.worker;

import io.pim.model.files.PimFolders;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.DetachedProcesses;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import io.pim.tools.qemu.AcceleratorMemory;
import io.pim.tools.qemu.AcceleratorProbe;
import io.pim.tools.qemu.HostAccelerators;
import io.pim.tools.qemu.QemuImg;
import io.pim.tools.qemu.QemuInstallation;
import io.pim.tools.qemu.TrialBoot;
import io.pim.tools.qemu.VirtualMachines;
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
