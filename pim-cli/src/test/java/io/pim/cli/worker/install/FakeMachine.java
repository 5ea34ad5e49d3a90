package io.pim.cli.worker.install;

import io.pim.model.json.Json;
import io.pim.tools.process.Finished;
import io.pim.worker.connection.WorkerReady;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A machine in a folder: its account database, systemd and file owners exist only here. */
final class FakeMachine implements Machine {
  final Path root;

  /** Every command that changed something, in order. */
  final List<String> changes = new ArrayList<>();

  /** The processes of the worker's user outside of its service, as ps shows them. */
  final List<String> processes = new ArrayList<>();

  final Map<String, String> accounts = new HashMap<>();
  final Set<String> groups = new HashSet<>();
  final Map<Path, Owner> owners = new HashMap<>();

  /** A command that starts with this text fails, once. */
  String failing = "";

  /** The file in which a started worker reports that it takes work; null if it never does. */
  Path ready;

  /** A line of the password database, as macOS prints it. */
  String macUser = "";

  boolean enabled;
  boolean active;

  FakeMachine(Path root) throws IOException {
    this.root = root;
    Files.createDirectories(at(Systemd.RUNS));
  }

  @Override
  public Path at(Path path) {
    return path.startsWith(root) ? path : root.resolve(path.toString().substring(1));
  }

  @Override
  public Owner ownerOf(Path path) {
    return owners.getOrDefault(at(path), new Owner("nobody", "nogroup"));
  }

  @Override
  public void give(Path path, Owner owner) {
    if (!Files.exists(at(path))) {
      throw new IllegalStateException(path + " does not exist");
    }
    owners.put(at(path), owner);
  }

  @Override
  public Finished run(List<String> argv) {
    String command = String.join(" ", argv);
    if (!failing.isEmpty() && command.startsWith(failing)) {
      failing = "";
      return new Finished(1, "it is broken\n");
    }
    try {
      return answer(command.replace("systemctl --user", "systemctl"), argv);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Finished answer(String command, List<String> argv) throws IOException {
    String last = argv.get(argv.size() - 1);
    if (command.startsWith("getent group")) {
      return groups.contains(last) ? said(last + ":x:1:\n") : failed();
    }
    if (command.startsWith("getent passwd")) {
      return accounts.containsKey(last)
          ? said(last + ":x:999:999:PIM worker:" + accounts.get(last) + ":/usr/sbin/nologin\n")
          : failed();
    }
    if (command.startsWith("id -P")) {
      return said(macUser + "\n");
    }
    if (command.startsWith("id ")) {
      return said("ann\n");
    }
    if (command.startsWith("systemctl is-enabled")) {
      return enabled ? said("enabled\n") : failed();
    }
    if (command.startsWith("systemctl is-active")) {
      return active ? said("active\n") : failed();
    }
    if (command.startsWith("systemctl show")) {
      return said("MainPID=7\nControlGroup=/system.slice/pim-worker.service\n");
    }
    if (command.startsWith("ps -u")) {
      return said(String.join("\n", processes));
    }
    if (command.startsWith("pgrep -u")) {
      return processes.isEmpty() ? failed() : said("1\n");
    }
    if (command.startsWith("journalctl")) {
      return said("no Temporal service answered\n");
    }
    changes.add(String.join(" ", argv));
    change(command, last);
    return said("");
  }

  private void change(String command, String last) throws IOException {
    if (command.startsWith("pkill")) {
      processes.clear();
    } else if (command.startsWith("useradd")) {
      accounts.put(last, "/var/lib/pim");
    } else if (command.startsWith("userdel")) {
      accounts.remove(last);
    } else if (command.startsWith("loginctl")) {
      Path mark = at(Path.of("/var/lib/systemd/linger", last));
      Files.createDirectories(mark.getParent());
      if (command.contains("enable-linger") && !command.contains("disable")) {
        Files.writeString(mark, "");
      } else {
        Files.delete(mark);
      }
    } else if (command.startsWith("systemctl enable")) {
      enabled = true;
    } else if (command.startsWith("systemctl disable")) {
      enabled = false;
      active = false;
    } else if (command.startsWith("systemctl restart")) {
      active = true;
      if (ready != null) {
        Files.createDirectories(at(ready).getParent());
        Json.write(at(ready), new WorkerReady("new-host-1a2b3c", List.of("q")));
      }
    }
  }

  /** Puts processes into the unit's control group. */
  void group(String... pids) throws IOException {
    Path file = at(Path.of("/sys/fs/cgroup/system.slice/pim-worker.service/cgroup.procs"));
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(pids));
  }

  private static Finished said(String output) {
    return new Finished(0, output);
  }

  private static Finished failed() {
    return new Finished(1, "");
  }
}
