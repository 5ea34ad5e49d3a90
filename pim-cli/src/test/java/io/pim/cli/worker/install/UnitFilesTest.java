package io.pim.cli.worker.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.model.files.PimFolders;
import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** systemd accepts the units, which have everything that VMs need. */
@Timeout(300)
class UnitFilesTest {
  private static final Pattern EXPOSURE = Pattern.compile("exposure level for .*: ([0-9.]+) ");

  /** As measured with systemd 252; the rest is what virtual machines and Java need. */
  private static final double MOST_EXPOSED = 2.0;

  @TempDir Path folder;

  private Path unit(Scope scope) throws IOException, InterruptedException {
    FakeMachine machine = new FakeMachine(folder.resolve("root"));
    machine.groups.add("kvm");
    Layout layout =
        scope == Scope.SYSTEM
            ? Layout.linuxSystem()
            : Layout.of(
                Scope.USER,
                new Owner("ann", "ann"),
                Path.of("/home/ann"),
                PimFolders.of(
                    Map.of("XDG_RUNTIME_DIR", "/run/user/1000"),
                    Path.of("/home/ann"),
                    Path.of("/")),
                Path.of("/home/ann/.config/temporalio/temporal.toml"),
                Path.of("/home/ann/.config/systemd/user/pim-worker.service"));
    String text =
        new Systemd(machine, scope).unit(layout, Path.of("/bin/true"), layout.environment());
    return Files.writeString(folder.resolve("pim-worker.service"), text);
  }

  /** Debian's package has the unit for a host that has not joined yet: the same service. */
  @Test
  void thePackagesUnitIsTheSame() throws Exception {
    String made = Files.readString(unit(Scope.SYSTEM));
    String packaged = Files.readString(Path.of("../deploy/debian/pim-worker.service"));
    String condition =
        "# pim worker install joins a host to a service; it also creates the account and the files."
            + "\nConditionPathExists=/etc/pim/temporal.toml\n";
    assertTrue(packaged.contains(condition), packaged);
    assertEquals(
        made.substring(made.indexOf("[Unit]")).replace("/bin/true", "/usr/lib/pim/current/bin/pim"),
        packaged.substring(packaged.indexOf("[Unit]")).replace(condition, ""));
  }

  private static Finished analyze(String... arguments) throws InterruptedException {
    Optional<Path> program = Tools.of(System.getenv()).find("systemd-analyze");
    assumeTrue(program.isPresent(), "systemd-analyze is not installed");
    List<String> argv = new ArrayList<>(List.of(program.get().toString()));
    argv.addAll(List.of(arguments));
    return new ProcessRunner().run(Command.of(argv, Duration.ofMinutes(2)));
  }

  @Test
  void systemdAcceptsTheUnitOfTheMachine() throws Exception {
    Finished verified = analyze("verify", unit(Scope.SYSTEM).toString());
    assertEquals("", complaints(verified), verified.output());
    assertTrue(verified.succeeded(), verified.output());
  }

  @Test
  void systemdAcceptsTheUnitOfAUser() throws Exception {
    Finished verified = analyze("--user", "verify", unit(Scope.USER).toString());
    assertEquals("", complaints(verified), verified.output());
  }

  /** Only messages about this unit: the machine's own units may have faults. */
  private static String complaints(Finished verified) {
    return verified
        .output()
        .lines()
        .filter(line -> line.contains("pim-worker"))
        .reduce("", (a, b) -> a + b + "\n");
  }

  @Test
  void theMachinesUnitIsWellProtected() throws Exception {
    Finished rated =
        analyze("security", "--offline=true", "--no-pager", unit(Scope.SYSTEM).toString());
    Matcher exposure = EXPOSURE.matcher(rated.output());
    assertTrue(exposure.find(), rated.output());
    assertTrue(Double.parseDouble(exposure.group(1)) <= MOST_EXPOSED, rated.output());
  }

  @Test
  void vmsOutliveTheWorkerAndReachKvm() throws Exception {
    List<String> lines = Files.readAllLines(unit(Scope.SYSTEM));
    for (String line :
        List.of(
            "KillMode=process",
            "OOMPolicy=continue",
            "Restart=always",
            "RuntimeDirectory=pim",
            "RuntimeDirectoryPreserve=yes",
            "DevicePolicy=closed",
            "DeviceAllow=/dev/kvm rw",
            "SupplementaryGroups=kvm")) {
      assertTrue(lines.contains(line), line);
    }
    assertFalse(
        lines.stream()
            .anyMatch(l -> l.matches("(MemoryDenyWriteExecute|PrivateTmp|ProcSubset)=.*")));
    assertTrue(Files.readAllLines(unit(Scope.USER)).contains("KillMode=process"));
  }

  @Test
  void quotesValuesByTheRulesOfSystemd() {
    assertEquals("\"/a b%%c\\\\d\\\"e\"", SystemdText.word("/a b%c\\d\"e"));
    assertEquals("\"/a/$$b\"", SystemdText.program("/a/$b"));
  }
}
