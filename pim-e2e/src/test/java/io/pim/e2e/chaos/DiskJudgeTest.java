package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.e2e.disk.DiskMaker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge accepts a correct disk and refuses wrong ones. */
class DiskJudgeTest {
  private static final String BOOT = "0b1c2d3e-0000-4000-8000-123456789abc";

  @TempDir private Path temp;
  private Path tree;

  @BeforeEach
  void makeTree() throws Exception {
    tree = Files.createDirectories(temp.resolve("tree"));
    write("/etc/os-release", "ID=pim-tiny\n");
    write("/etc/shadow", "root:salt1:19000\n");
    write("/etc/machine-id", "");
    write(Marks.ORDER, "base\nwork\nlast\n");
    for (String script : Marks.SCRIPTS) {
      write(Marks.FOLDER + script, script + " " + BOOT + "\n");
    }
    // The link leads to an empty file of the host; a judge that followed it would accept the disk.
    Files.createSymbolicLink(tree.resolve("etc/link"), Files.createFile(temp.resolve("empty")));
  }

  @Test
  void passesTheDiskOfASystemThatShutDown() throws Exception {
    assertEquals(List.of(), judge().faults());
  }

  @Test
  void noticesAJournalThatWasNotReplayed() throws Exception {
    fails(DiskMaker.of(tree, temp).debugfs("feature needs_recovery"), "needs_recovery");
  }

  @Test
  void noticesAStateThatIsNotClean() throws Exception {
    fails(DiskMaker.of(tree, temp).debugfs("set_super_value state 0"), "not 'clean'");
  }

  @Test
  void noticesADamagedFileSystem() throws Exception {
    fails(
        DiskMaker.of(tree, temp).debugfs("set_inode_field /etc/shadow links_count 7"),
        "e2fsck -fn ended with 4");
  }

  @Test
  void noticesADuplicateMark() throws Exception {
    String mark = "work " + BOOT + "\n";
    write(Marks.FOLDER + "work", mark + mark);
    fails("script work left 2 marks");
  }

  @Test
  void noticesAMissingMark() throws Exception {
    Files.delete(tree.resolve((Marks.FOLDER + "last").substring(1)));
    fails("script last left 0 marks");
  }

  @Test
  void noticesAMarkThatWasNotWrittenToTheDisk() throws Exception {
    write(Marks.FOLDER + "work", "\0".repeat(42) + "\n");
    fails("script work left 1 marks");
  }

  @Test
  void noticesScriptsInAnotherOrder() throws Exception {
    write(Marks.ORDER, "base\nlast\nwork\n");
    fails("the scripts ran as [base, last, work]");
  }

  @Test
  void noticesTheKeyOfABuildAnywhere() throws Exception {
    write("/home/tester/.ssh/authorized_keys", "ssh-ed25519 AAAA pim-build:chaos-1\n");
    write("/opt/copy", "ssh-ed25519 AAAA pim-build:chaos-1\n");
    fails(
        "/home/tester/.ssh/authorized_keys: authorized keys",
        "/home/tester/.ssh/authorized_keys: holds a key",
        "/opt/copy: holds a key");
  }

  @Test
  void noticesHostKeys() throws Exception {
    write("/etc/ssh/ssh_host_ed25519_key", "key");
    fails("/etc/ssh/ssh_host_ed25519_key: a host key");
  }

  @Test
  void noticesAMachineIdThatIsSetOrMissing() throws Exception {
    write(Hygiene.MACHINE_ID, "0123456789abcdef0123456789abcdef\n");
    fails("/etc/machine-id: not an empty file");
    Files.delete(tree.resolve("etc/machine-id"));
    fails("/etc/machine-id: not an empty file");
    Files.move(tree.resolve("etc/link"), tree.resolve("etc/machine-id"));
    fails("/etc/machine-id: not an empty file");
  }

  @Test
  void noticesStateOfPimAndOfCloudInit() throws Exception {
    write("/var/tmp/pim-0123456789ab/output", "x");
    write("/var/lib/cloud/data/instance-id", "x");
    fails(
        "/var/tmp/pim-0123456789ab: PIM's own state",
        "/var/tmp/pim-0123456789ab/output: PIM's own state",
        "/var/lib/cloud/data: what cloud-init knew",
        "/var/lib/cloud/data/instance-id: what cloud-init knew");
  }

  @Test
  void noticesADiskWithoutASystem() throws Exception {
    Files.delete(tree.resolve("etc/os-release"));
    fails("0 file systems with /etc/os-release");
  }

  @Test
  void comparesTwoDisksByTheirContents() throws Exception {
    ImageFacts one = judge().facts();
    write("/etc/shadow", "root:another salt:19000\n");
    write(Marks.FOLDER + "work", "work " + BOOT.replace('0', '7') + "\n");
    assertEquals(
        List.of(),
        one.differences(judge().facts()),
        "files that differ in every build are ignored");

    write("/var/lib/pim-chaos/work-1", "half of it");
    Files.delete(tree.resolve("etc/link"));
    assertEquals(
        List.of("/etc/link", "/var/lib/pim-chaos/work-1"),
        one.differences(judge().facts()).stream().map(d -> d.split(": ", 2)[0]).toList());
  }

  @Test
  void comparesBootCodeAndModes() throws Exception {
    ImageFacts one = judge().facts();
    ImageFacts other = DiskJudge.of(DiskMaker.of(tree, temp).disk("another boot loader")).facts();
    assertEquals(1, one.differences(other).size(), () -> one.differences(other).toString());

    ImageFacts opened =
        DiskJudge.of(
                DiskMaker.of(tree, temp)
                    .debugfs("set_inode_field /etc/shadow mode 0100666")
                    .disk("boot"))
            .facts();
    assertTrue(one.differences(opened).toString().contains("/etc/shadow: file 0666"));
  }

  private DiskJudge judge() throws Exception {
    return DiskJudge.of(DiskMaker.of(tree, temp).disk("boot"));
  }

  private void fails(String... faults) throws Exception {
    fails(DiskMaker.of(tree, temp), faults);
  }

  private static void fails(DiskMaker maker, String... faults) throws Exception {
    List<String> found = DiskJudge.of(maker.disk("boot")).faults();
    assertEquals(faults.length, found.size(), found::toString);
    for (String fault : faults) {
      assertTrue(found.stream().anyMatch(f -> f.contains(fault)), () -> fault + " in " + found);
    }
  }

  private void write(String path, String text) throws Exception {
    Path file = tree.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
