package io.pim.host.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.files.PimFolders;
import io.pim.model.files.VmName;
import io.pim.model.json.Json;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.tools.process.DetachedProcesses;
import io.pim.tools.process.ProcessIdentity;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.GuestNetwork;
import io.pim.tools.qemu.QemuInstallation;
import io.pim.tools.qemu.VirtualMachines;
import io.pim.tools.qemu.VmFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The states of VMs by their files, without QEMU. */
class VmStatesTest {
  private static final VmName WEB = VmName.of("web");

  @TempDir Path home;
  private VmStore store;
  private VmStates states;
  private VmStop stop;
  private PimFolders folders;
  private Path image;

  @BeforeEach
  void make() throws Exception {
    folders = PimFolders.of(Map.of("XDG_RUNTIME_DIR", home + "/run"), home, home);
    Tools tools = Tools.of(System.getenv());
    VirtualMachines machines =
        new VirtualMachines(
            folders,
            new QemuInstallation(tools, new ProcessRunner()),
            new DetachedProcesses(tools));
    store = new VmStore(folders);
    states = new VmStates(folders, store, machines);
    stop = new VmStop(store, states, machines);
    image = Files.writeString(home.resolve("image.qcow2"), "an image");
  }

  private VmRecord record(boolean removeWhenStopped) throws Exception {
    return new VmRecord(
        VmRecord.FORMAT,
        WEB,
        Instant.EPOCH,
        BaseImage.of("image", image, Optional.of(Sha256.ofFile(image))),
        Optional.empty(),
        Architecture.X86_64,
        Firmware.BIOS,
        1,
        ByteSize.parse("256M"),
        ByteSize.parse("1G"),
        GuestNetwork.user(),
        "user",
        removeWhenStopped,
        Optional.empty());
  }

  private void write(boolean removeWhenStopped) throws Exception {
    assertTrue(store.reserve(WEB));
    store.write(record(removeWhenStopped));
  }

  private void facts(ProcessIdentity process) throws Exception {
    Path log = store.folder(WEB).qemuLog();
    Json.write(
        store.folder(WEB).facts(),
        new VmFacts("web", process, OptionalInt.of(2222), log, Accelerator.TCG, log, log));
  }

  /** A PID in use by a process that started at another time. */
  private static ProcessIdentity reusedNumber() {
    return new ProcessIdentity(ProcessHandle.current().pid(), Instant.EPOCH, "another boot");
  }

  @Test
  void distinguishesAStoppedMachineFromAHalfMadeOne() throws Exception {
    write(false);
    Files.createDirectories(folders.vms().resolve("half"));
    assertEquals(
        List.of(VmCondition.State.INCOMPLETE, VmCondition.State.STOPPED),
        states.all().stream().map(VmCondition::state).toList());
  }

  @Test
  void ignoresATruncatedOrForeignRecord() throws Exception {
    write(false);
    Path file = store.folder(WEB).record();
    String whole = Files.readString(file);
    for (String text :
        List.of(
            "",
            "null",
            "[]",
            "{}",
            "{\"format\":1}",
            "{\"format\":1,\"name\":\"web\"}",
            whole.substring(0, whole.length() / 2),
            whole.replace("\"web\"", "\"other\""),
            whole.replace("\"web\"", "\"../web\""))) {
      Files.writeString(file, text);
      assertEquals(VmCondition.State.INCOMPLETE, states.of(WEB).state(), text);
    }
  }

  @Test
  void foldersThatNoMachineCanHaveAreLeftAlone() throws Exception {
    write(false);
    for (String name : List.of(".hidden", "a b", "-rf", "web-x86_64-20261122-120000", "w\nb")) {
      Files.createDirectories(folders.vms().resolve(name));
    }
    assertEquals(List.of(WEB), store.names());
  }

  @Test
  void givesANameToOneOnly() throws Exception {
    write(false);
    assertFalse(store.reserve(WEB));
  }

  @Test
  void leavesNothingBehind() throws Exception {
    write(false);
    stop.remove(WEB, false);
    try (Stream<Path> left = Files.list(folders.vms())) {
      assertEquals(List.of(folders.vmsLock()), left.toList());
    }
  }

  @Test
  void distinguishesADeadMachineFromOneThatPoweredOff() throws Exception {
    write(false);
    facts(reusedNumber());
    assertEquals(
        VmCondition.State.STOPPED, states.of(WEB).state(), "QEMU has removed its pid file");
    Files.createDirectories(home.resolve("run/pim"));
    Files.writeString(folders.vm("web").pid(), "1");
    assertEquals(VmCondition.State.DEAD, states.of(WEB).state());
  }

  @Test
  void doesNotTakeALiveProcessForAMachineThatAnswers() throws Exception {
    write(false);
    facts(ProcessIdentity.of(ProcessHandle.current()).orElseThrow());
    assertEquals(VmCondition.State.SILENT, states.of(WEB).state());
    assertThrows(BuildFailure.class, () -> stop.requireEnded(WEB));
    assertThrows(BuildFailure.class, () -> stop.remove(WEB, false));
    assertTrue(store.exists(WEB));
  }

  @Test
  void removesATemporaryMachineAfterItsEnd() throws Exception {
    write(true);
    stop.removeEnded();
    assertTrue(store.exists(WEB), "it was made, and is about to be started");
    facts(reusedNumber());
    stop.removeEnded();
    assertFalse(store.exists(WEB));
  }

  @Test
  void keepsAMachineOffAnotherImage() throws Exception {
    BaseImage base = record(false).base();
    base.requireUnchanged("web");
    Files.setLastModifiedTime(image, FileTime.from(Instant.EPOCH));
    base.requireUnchanged("web");
    Files.writeString(image, "AN IMAGE");
    assertThrows(BuildFailure.class, () -> base.requireUnchanged("web"), "same size, other bytes");
    Files.writeString(image, "another image");
    assertThrows(BuildFailure.class, () -> base.requireUnchanged("web"));
    Files.delete(image);
    assertThrows(BuildFailure.class, () -> base.requireUnchanged("web"));
  }
}
