package io.pim.worker;

import io.pim.host.build.OpenBuilds;
import io.pim.host.layer.LayerStore;
import io.pim.host.layer.PlanLayers;
import io.pim.host.machine.AcceleratorOf;
import io.pim.host.machine.BuildMachines;
import io.pim.host.shell.BuildShells;
import io.pim.host.shell.HeldDisks;
import io.pim.host.shell.TerminalSsh;
import io.pim.model.files.PimFolders;
import io.pim.tools.process.TerminalRunner;
import io.pim.tools.process.Tools;
import java.time.Clock;
import java.util.Map;

/** What a person needs to look into held builds of this host, over the tools a build has. */
public record ShellTools(BuildShells shells, TerminalSsh ssh) {
  /**
   * The tools of this host.
   *
   * @param environment as from {@link System#getenv()}
   */
  public static ShellTools of(PimFolders folders, Map<String, String> environment) {
    HostTools tools = HostTools.of(folders, environment);
    BuildMachines machines = new BuildMachines(tools.machines());
    PlanLayers layers = new PlanLayers(new LayerStore(folders, tools.qemuImg()::isSound));
    return new ShellTools(
        new BuildShells(
            new OpenBuilds(folders, Clock.systemUTC()),
            new HeldDisks(folders, layers, machines),
            machines,
            new AcceleratorOf(tools.probe(), folders),
            tools.qemuImg()),
        new TerminalSsh(Tools.of(environment), new TerminalRunner()));
  }
}
