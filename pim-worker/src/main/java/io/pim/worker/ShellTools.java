package io.pim.worker;

import io.pim.activities.build.OpenBuilds;
import io.pim.activities.layer.LayerStore;
import io.pim.activities.layer.PlanLayers;
import io.pim.activities.machine.AcceleratorOf;
import io.pim.activities.machine.BuildMachines;
import io.pim.activities.process.TerminalRunner;
import io.pim.activities.process.Tools;
import io.pim.activities.shell.BuildShells;
import io.pim.activities.shell.HeldDisks;
import io.pim.activities.shell.TerminalSsh;
import io.pim.model.files.PimFolders;
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
