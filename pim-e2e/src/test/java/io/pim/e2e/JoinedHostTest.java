package io.pim.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A second host joins: in a VM of PIM's own Debian image with real systemd, the worker is
 * installed, killed, updated and removed.
 */
@Tag("long")
class JoinedHostTest {
  private static final Path ISO =
      PimUser.ROOT.resolve("build/isos/pim-debian-12-amd64-netinst.iso");
  private static final String PIM = "/srv/pim/bin/pim";
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** Starts a process with the name of a VM in the worker's control group. */
  private static final String MACHINE =
      """
      cp /bin/sleep /usr/local/bin/qemu-stand-in
      mkdir -p /etc/systemd/system/pim-worker.service.d
      cat >/etc/systemd/system/pim-worker.service.d/machine.conf <<'END'
      [Service]
      ExecStartPost=/bin/sh -c 'pgrep qemu-stand-in || setsid qemu-stand-in 1000000 >/dev/null 2>&1 &'
      END
      systemctl daemon-reload && systemctl restart pim-worker
      """;

  @Test
  void joinsAndLeaves() throws Exception {
    try (PimUser user = PimUser.withDemo(ISO)) {
      user.pim("build", "run", "developer").exits(0);
      try {
        user.pim("vm", "run", "developer", "--name", "second", "--memory", "2G", "--user", "ops")
            .exits(0);
        JoiningGuest guest = new JoiningGuest(user, "second", "ops");
        guest.bringJavaAndPim();
        guest.put(invitation(user), "/root/join.yml");

        installs(guest);
        machinesOutliveTheWorker(guest);
        isUpdated(guest);
        isRemoved(guest);
      } finally {
        user.pim("vm", "rm", "--force", "second");
      }
      user.isSatisfied();
    }
  }

  private static Path invitation(PimUser user) throws Exception {
    String port =
        Json.mapper().readTree(user.service().resolve("server.json").toFile()).get("port").asText();
    user.variables(Map.of("TEMPORAL_ADDRESS", "127.0.0.1:" + port));
    user.pim("worker", "invite", "--out", "join.yml").exits(2).saying("--address HOST:PORT");
    user.pim(
            "worker",
            "invite",
            "--out",
            "join.yml",
            "--address",
            JoiningGuest.THIS_MACHINE + ":" + port)
        .exits(0);
    user.variables(Map.of());
    return user.folder().resolve("join.yml");
  }

  private static void installs(JoiningGuest guest) throws Exception {
    String before = files(guest);
    guest.root(PIM + " worker install --join /root/join.yml --dry-run").exits(0).saying("would ");
    assertEquals(before, files(guest), "a dry run changes nothing");
    guest
        .root("chmod 644 /root/join.yml; " + PIM + " worker install --join /root/join.yml")
        .exits(2)
        .saying("chmod 600");
    guest
        .root("chmod 600 /root/join.yml; " + PIM + " worker install --join /root/join.yml")
        .exits(0)
        .saying("done   create the system user pim", "The worker takes work as host");
    guest.root("systemctl is-active pim-worker && systemctl is-enabled pim-worker").exits(0);
    guest
        .root("stat -c '%a %U:%G' /var/lib/pim/seal.key /etc/pim/temporal.toml")
        .saying("600 pim:pim", "640 root:pim");
    String pid = mainPid(guest);
    guest.root(PIM + " worker install --join /root/join.yml").exits(0).notSaying("done ");
    assertEquals(pid, mainPid(guest), "a second installation restarts nothing");
  }

  private static void machinesOutliveTheWorker(JoiningGuest guest) throws Exception {
    guest.root(MACHINE).exits(0);
    String machine = machine(guest);
    assertFalse(machine.isEmpty(), "the stand-in for a machine runs");
    String pid = mainPid(guest);
    guest.root("kill -KILL " + pid).exits(0);
    Waiting.until(
        LIMIT,
        () -> !mainPid(guest).equals(pid) && !mainPid(guest).equals("0"),
        () -> true,
        () -> "systemd starts no new worker");
    assertEquals(machine, machine(guest), "it outlives a killed worker");
    guest.root("systemctl restart pim-worker").exits(0);
    assertEquals(machine, machine(guest), "it outlives a restarted worker");
  }

  private static void isUpdated(JoiningGuest guest) throws Exception {
    String pid = mainPid(guest);
    guest.root("cp -r /srv/pim /srv/newer && echo 2222222222222222 >/srv/newer/build-id").exits(0);
    guest.root("/srv/newer/bin/pim worker install").exits(0).saying("/opt/pim/222222222222");
    assertNotEquals(pid, mainPid(guest));
    guest
        .root("readlink /proc/" + mainPid(guest) + "/cwd; systemctl cat pim-worker")
        .saying("/opt/pim/222222222222/bin/pim");
  }

  private static void isRemoved(JoiningGuest guest) throws Exception {
    guest.root(PIM + " worker uninstall").exits(1).saying("qemu-stand-in", "--force");
    guest.root("systemctl is-active pim-worker").exits(0);
    guest
        .root(PIM + " worker uninstall --force")
        .exits(0)
        .saying("remove the system user pim", "left   /etc/systemd/system/pim-worker.service.d");
    assertEquals("", machine(guest), "the machine was ended");
    guest.root("rm -r /etc/systemd/system/pim-worker.service.d");
    assertEquals("", files(guest), "files of the worker");
    guest.root("getent passwd pim; getent group pim").exits(2);
    guest.root("systemctl cat pim-worker.service").exits(1);
    guest.root(PIM + " worker uninstall").exits(0).saying("not installed here");
  }

  /** All files that a worker may leave, one path per line. */
  private static String files(JoiningGuest guest) throws Exception {
    return guest
        .root(
            "find / -xdev \\( -path /srv -o -path /root -o -path /home -o -path /proc \\) -prune -o"
                + " \\( -name '*pim*' -o -user pim -o -group pim \\) -print 2>/dev/null"
                + " | grep -v -e /usr/ -e /var/log -e /etc/motd -e journal | sort")
        .out();
  }

  private static String mainPid(JoiningGuest guest) throws Exception {
    return guest.root("systemctl show -p MainPID --value pim-worker").exits(0).out().strip();
  }

  private static String machine(JoiningGuest guest) throws Exception {
    String pid = guest.root("pgrep qemu-stand-in").out().strip();
    assertTrue(pid.lines().count() <= 1, pid);
    return pid;
  }
}
