package io.pim.e2e.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.e2e.disk.DiskMaker;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge accepts a correct image and refuses wrong ones. */
class ImageJudgeTest {
  private static final List<String> MARKS = List.of("base", "app", "PIM-1");

  @TempDir private Path temp;
  private Path tree;

  @BeforeEach
  void makeTree() throws Exception {
    tree = Files.createDirectories(temp.resolve("tree"));
    write("/etc/os-release", "ID=pim-tiny\n");
    write("/etc/machine-id", "");
    write(Recipe.MARKS, "base\napp\nPIM-1\n");
  }

  @Test
  void passesAFinishedImage() throws Exception {
    assertEquals(List.of(), ImageJudge.faults(image(), MARKS));
  }

  @Test
  void noticesTheImageOfAnEarlierBuild() throws Exception {
    write(Recipe.MARKS, "base\napp\nPIM-0\n");
    fails(image(), "[base, app, PIM-0] and not [base, app, PIM-1]");
  }

  @Test
  void noticesScriptsThatDidNotRun() throws Exception {
    Files.delete(tree.resolve(Recipe.MARKS.substring(1)));
    fails(image(), Recipe.MARKS + ": not there");
  }

  @Test
  void noticesASystemThatWasNotFinalized() throws Exception {
    write("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    fails(image(), "/etc/machine-id: [0123456789abcdef0123456789abcdef]");
  }

  @Test
  void noticesADiskWithoutASystem() throws Exception {
    Files.delete(tree.resolve("etc/os-release"));
    fails(image(), "0 file systems with /etc/os-release");
  }

  @Test
  void noticesADiskThatWasNotUnmounted() throws Exception {
    Path image = DiskMaker.of(tree, temp).debugfs("feature needs_recovery").disk("boot");
    fails(image, "needs_recovery");
  }

  @Test
  void noticesAnIncompleteQcow2() throws Exception {
    Path image = image();
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
    fails(image, "qemu-img check ended with");
  }

  private Path image() throws Exception {
    return DiskMaker.of(tree, temp).disk("boot");
  }

  private static void fails(Path image, String fault) throws Exception {
    List<String> faults = ImageJudge.faults(image, MARKS);
    assertTrue(faults.stream().anyMatch(f -> f.contains(fault)), faults::toString);
  }

  private void write(String path, String text) throws IOException {
    Path file = tree.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
