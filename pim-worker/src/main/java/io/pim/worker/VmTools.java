package io.pim.worker;

import io.pim.host.vm.ImageFinder;
import io.pim.host.vm.VmAccelerator;
import io.pim.host.vm.VmConsole;
import io.pim.host.vm.VmCreate;
import io.pim.host.vm.VmLogin;
import io.pim.host.vm.VmPorts;
import io.pim.host.vm.VmStart;
import io.pim.host.vm.VmStates;
import io.pim.host.vm.VmStop;
import io.pim.host.vm.VmStore;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.PimFolders;
import io.pim.model.unit.Architecture;
import io.pim.tools.process.Tools;
import io.pim.tools.qemu.QemuImg;
import io.pim.tools.qemu.VirtualMachines;

/** The objects that commands about this host's virtual machines use, without a Temporal service. */
public record VmTools(
    Tools tools,
    QemuImg qemuImg,
    VmStore store,
    VmStates states,
    ImageFinder images,
    VmCreate create,
    VmStart start,
    VmStop stop,
    VmLogin login,
    VmConsole console,
    VmPorts ports) {

  /** The tools of a host. */
  public static VmTools of(Host host) {
    PimFolders folders = host.folders();
    QemuImg qemuImg = host.qemuImg();
    VirtualMachines machines = host.virtualMachines();
    VmStore store = new VmStore(folders);
    VmStates states = new VmStates(folders, store, machines);
    return new VmTools(
        host.programs(),
        qemuImg,
        store,
        states,
        new ImageFinder(folders, hostArchitecture()),
        new VmCreate(store, new ExclusiveFile(folders.layersLock()), qemuImg, host.clock()),
        new VmStart(store, states, machines, new VmAccelerator(host.acceleratorProbe(), folders)),
        new VmStop(store, states, machines),
        new VmLogin(store),
        new VmConsole(folders),
        new VmPorts(folders, store, states));
  }

  private static Architecture hostArchitecture() {
    return Architecture.ofThisMachine().orElse(Architecture.X86_64);
  }
}
