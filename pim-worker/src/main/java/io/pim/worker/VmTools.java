package io.pim.worker;

import io.pim.host.store.StoreLock;
import io.pim.host.vm.ImageFinder;
import io.pim.host.vm.VmAccelerator;
import io.pim.host.vm.VmConsole;
import io.pim.host.vm.VmCreate;
import io.pim.host.vm.VmLogin;
import io.pim.host.vm.VmMachines;
import io.pim.host.vm.VmPorts;
import io.pim.host.vm.VmStart;
import io.pim.host.vm.VmStates;
import io.pim.host.vm.VmStop;
import io.pim.host.vm.VmStore;
import io.pim.model.files.PimFolders;
import io.pim.model.unit.Architecture;
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
import java.time.Clock;
import java.util.Map;

/**
 * What commands do machines with. They are of this host: no Temporal service has a part in them.
 */
public record VmTools(
    Tools tools,
    QemuImg qemuImg,
    VmStore store,
    VmStates states,
    ImageFinder images,
    VmCreate create,
    VmStart start,
    VmStop stop,
    VmMachines machines,
    VmLogin login,
    VmConsole console,
    VmPorts ports) {

  /** Those of this host. */
  public static VmTools of(PimFolders folders, Map<String, String> environment, Clock clock) {
    Tools tools = Tools.of(environment);
    CommandRunner runner = new ProcessRunner();
    QemuInstallation qemu = new QemuInstallation(tools, runner);
    QemuImg qemuImg = new QemuImg(qemu, runner);
    VirtualMachines machines = new VirtualMachines(folders, qemu, new DetachedProcesses(tools));
    AcceleratorProbe probe =
        new AcceleratorProbe(
            qemu,
            new TrialBoot(tools, runner),
            new AcceleratorMemory(folders.accelerators()),
            HostAccelerators.ofThisHost());
    VmStore store = new VmStore(folders);
    VmStates states = new VmStates(folders, store, machines);
    VmMachines running = new VmMachines(store, states, machines);
    return new VmTools(
        tools,
        qemuImg,
        store,
        states,
        new ImageFinder(folders, hostArchitecture()),
        new VmCreate(store, new StoreLock(folders), qemuImg, clock),
        new VmStart(store, states, machines, new VmAccelerator(probe, folders)),
        new VmStop(store, states, machines, running),
        running,
        new VmLogin(store),
        new VmConsole(folders),
        new VmPorts(folders, store, states));
  }

  private static Architecture hostArchitecture() {
    return Architecture.named(System.getProperty("os.arch")).orElse(Architecture.X86_64);
  }
}
