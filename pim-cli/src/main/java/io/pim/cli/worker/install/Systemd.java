package io.pim.cli.worker.install;

import io.pim.tools.process.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** systemd, the machine's or a user's own. */
record Systemd(Machine machine, Scope scope) implements ServiceManager {
  static final String UNIT = "pim-worker.service";

  /** Exists while systemd is the machine's service manager, by sd_booted(3). */
  static final Path RUNS = Path.of("/run/systemd/system");

  private static final Path GROUPS = Path.of("/sys/fs/cgroup");
  private static final int LAST_LINES = 20;

  @Override
  public String unit(Layout layout, Path program, Map<String, String> environment)
      throws InterruptedException {
    boolean kvm = machine.run(List.of("getent", "group", "kvm")).succeeded();
    String template = scope == Scope.SYSTEM ? "pim-worker.service" : "pim-worker-user.service";
    return Template.named(template)
        .with(
            Map.of(
                "USER",
                layout.owner().user(),
                "GROUPS",
                kvm ? "SupplementaryGroups=kvm" : "",
                "HOME",
                SystemdText.plain(layout.home().toString()),
                "ENVIRONMENT",
                SystemdText.environment(environment),
                "PROGRAM",
                SystemdText.program(program.toString())));
  }

  @Override
  public List<Step> enable(Layout layout, InstallRecord record) {
    List<Step> steps = new ArrayList<>();
    if (scope == Scope.USER) {
      steps.add(new LingerStep(machine, layout.owner().user()));
    }
    steps.add(
        new CommandStep(
            scope == Scope.SYSTEM
                ? "start the worker with the machine (systemctl enable pim-worker)"
                : "start the worker with your session (systemctl --user enable pim-worker)",
            () -> systemctl("is-enabled", UNIT).succeeded(),
            () -> require(systemctl("enable", UNIT), "systemctl enable")));
    return steps;
  }

  @Override
  public String startCommand() {
    return (scope == Scope.SYSTEM ? "systemctl" : "systemctl --user") + " restart pim-worker";
  }

  @Override
  public boolean isRunning() throws InterruptedException {
    return systemctl("is-active", UNIT).succeeded();
  }

  @Override
  public void restart(Layout layout) throws InterruptedException {
    require(systemctl("daemon-reload"), "systemctl daemon-reload");
    require(systemctl("restart", UNIT), startCommand());
  }

  @Override
  public List<Step> stop(Layout layout) {
    return List.of(
        new CommandStep(
            "stop the worker, and start it no more (systemctl disable --now pim-worker)",
            () -> Files.notExists(machine.at(layout.unit())),
            () -> require(systemctl("disable", "--now", UNIT), "systemctl disable")));
  }

  @Override
  public void forget() throws InterruptedException {
    require(systemctl("daemon-reload"), "systemctl daemon-reload");
    // Fails if the unit had not failed, which does not matter.
    Finished unused = systemctl("reset-failed", UNIT);
  }

  @Override
  public List<String> companions() throws IOException, InterruptedException {
    Finished shown = systemctl("show", "-p", "MainPID", "-p", "ControlGroup", UNIT);
    String main = value(shown, "MainPID=");
    String group = value(shown, "ControlGroup=");
    if (group.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    // The second place is that of machines with cgroup v1.
    for (Path root : List.of(GROUPS, GROUPS.resolve("systemd"))) {
      Path processes = machine.at(root.resolve(group.substring(1)).resolve("cgroup.procs"));
      if (Files.exists(processes)) {
        for (String pid : Files.readAllLines(processes)) {
          if (!pid.equals(main)) {
            lines.add(pid + " " + name(pid));
          }
        }
      }
    }
    return lines;
  }

  private String name(String pid) {
    try {
      return Files.readString(machine.at(Path.of("/proc", pid, "comm"))).strip();
    } catch (IOException e) {
      return "(ended meanwhile)";
    }
  }

  @Override
  public void killAll() throws InterruptedException {
    require(systemctl("kill", "--signal=KILL", UNIT), "systemctl kill");
  }

  @Override
  public List<String> lastWords(Layout layout) throws InterruptedException {
    List<String> argv = new ArrayList<>(List.of("journalctl"));
    if (scope == Scope.USER) {
      argv.add("--user");
    }
    argv.addAll(List.of("-u", UNIT, "-n", String.valueOf(LAST_LINES), "--no-pager", "-o", "cat"));
    return machine.run(argv).lastLines(LAST_LINES);
  }

  private Finished systemctl(String... arguments) throws InterruptedException {
    List<String> argv = new ArrayList<>(List.of("systemctl"));
    if (scope == Scope.USER) {
      argv.add("--user");
    }
    argv.addAll(List.of(arguments));
    return machine.run(argv);
  }

  private static String value(Finished shown, String key) {
    return shown
        .output()
        .lines()
        .flatMap(line -> line.startsWith(key) ? Stream.of(line.substring(key.length())) : null)
        .findFirst()
        .orElse("");
  }

  private static void require(Finished finished, String command) {
    CommandStep.requireSuccess(finished, command);
  }
}
