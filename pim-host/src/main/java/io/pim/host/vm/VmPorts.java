package io.pim.host.vm;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.PimFolders;
import io.pim.model.files.VmName;
import io.pim.tools.qemu.GuestNetwork;
import io.pim.tools.qemu.PortForward;
import io.pim.tools.qmp.HostForwards;
import io.pim.tools.qmp.QmpException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Changes a machine's forwarded ports: at once if it is running, and for all later starts. */
public final class VmPorts {
  private final PimFolders folders;
  private final VmStore store;
  private final VmStates states;

  public VmPorts(PimFolders folders, VmStore store, VmStates states) {
    this.folders = folders;
    this.store = store;
    this.states = states;
  }

  /** Adds a port; an existing one stays. */
  public VmRecord add(VmName name, PortForward forward) throws IOException, InterruptedException {
    return change(
        name,
        (monitor, forwards) -> {
          if (forwards.contains(forward)) {
            return;
          }
          if (forwards.stream().anyMatch(other -> other.hostPort() == forward.hostPort())) {
            throw refused(name, "port " + forward.hostPort() + " is forwarded already")
                .todo("end that first: pim vm port " + name + " --remove " + forward.hostPort())
                .build();
          }
          monitor.add(forward.rule());
          forwards.add(forward);
        });
  }

  /** Removes the forwarding of a port of this host. */
  public VmRecord remove(VmName name, int hostPort) throws IOException, InterruptedException {
    return change(
        name,
        (monitor, forwards) -> {
          if (!forwards.removeIf(forward -> forward.hostPort() == hostPort)) {
            throw refused(name, "port " + hostPort + " is not forwarded")
                .todo("see those that are: pim vm port " + name)
                .build();
          }
          monitor.remove("tcp:127.0.0.1:" + hostPort);
        });
  }

  private VmRecord change(VmName name, Change change) throws IOException, InterruptedException {
    return store.holding(
        name,
        () -> {
          VmCondition condition = states.of(name);
          VmRecord record = condition.record().orElseThrow();
          GuestNetwork network = record.network();
          if (!network.forwardsPorts()) {
            throw refused(name, "the network " + network + " forwards no ports")
                .todo("reach the guest at its own address: pim vm ip " + name)
                .build();
          }
          List<PortForward> forwards = new ArrayList<>(network.forwards());
          try {
            change.apply(monitor(condition), forwards);
          } catch (QmpException e) {
            throw refused(name, "QEMU could not change the ports")
                .why(e.description())
                .todo("check whether another program has the port")
                .causedBy(e)
                .build();
          }
          VmRecord changed = record.withNetwork(network.withForwards(forwards));
          store.write(changed);
          return changed;
        });
  }

  private static BuildFailure.Builder refused(VmName name, String what) {
    return BuildFailure.of(FailureKind.HOST_SETUP, what).where(name);
  }

  private Monitor monitor(VmCondition condition) {
    if (!condition.state().isUp()) {
      return new Stopped();
    }
    return new Running(new HostForwards(folders.vm(condition.name().text()).qmp()));
  }

  private interface Change {
    void apply(Monitor monitor, List<PortForward> forwards) throws IOException;
  }

  /** The receiver of a change, in addition to the record. */
  private sealed interface Monitor {
    void add(String rule) throws IOException;

    void remove(String hostSide) throws IOException;
  }

  private record Running(HostForwards forwards) implements Monitor {
    @Override
    public void add(String rule) throws IOException {
      forwards.add(rule);
    }

    @Override
    public void remove(String hostSide) throws IOException {
      forwards.remove(hostSide);
    }
  }

  /** A machine that is not running reads its ports when it starts. */
  private record Stopped() implements Monitor {
    @Override
    public void add(String rule) {}

    @Override
    public void remove(String hostSide) {}
  }
}
