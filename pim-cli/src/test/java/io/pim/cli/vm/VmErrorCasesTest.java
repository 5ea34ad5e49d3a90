package io.pim.cli.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** VM commands report an error before they create anything. */
class VmErrorCasesTest {
  @TempDir Path root;

  static Stream<Arguments> usage() {
    return Stream.of(
        Arguments.of("vm", "Missing required subcommand.|run, create, start"),
        Arguments.of("vm rnu", "There is no command 'rnu'.|Did you mean run?"),
        Arguments.of("vm run", "IMAGE"),
        Arguments.of("vm run web", "There is no image 'web'.|No image has been built yet"),
        Arguments.of("vm run ../web", "There is no image file '../web'."),
        Arguments.of("vm run web --name ../x", "'../x' cannot be used as a name"),
        Arguments.of("vm run web --name w-x86_64-20260101-000000", "looks like a build's name"),
        Arguments.of("vm run web --memory lots", "'lots' is not a size"),
        Arguments.of("vm run web --cpus 0", "'0' is not a number of processors|from 1 to 256"),
        Arguments.of("vm run web -p 80", "'80' is not a pair of ports"),
        Arguments.of("vm run web -p 80:70000", "70000 is not a port"),
        Arguments.of("vm run web --net tap", "'tap' is not a network|bridge:INTERFACE"),
        Arguments.of("vm run web --arch sparc", "'sparc' is not an architecture"),
        Arguments.of("vm run web --accel xen", "--accel|xen"),
        Arguments.of("vm run ok.qcow2 --user a:b", "'a:b' cannot be a user's name."),
        Arguments.of("vm create ok.qcow2 --user a:b", "See pim vm create --help"),
        Arguments.of("vm run ok.qcow2 --hostname -x", "'-x' cannot be a host name."),
        Arguments.of("vm run ok.qcow2 --key secret", "This is not a public SSH key.|.pub"),
        Arguments.of(
            "vm run ok.qcow2 --net bridge:br0 -p 80:80", "Only the network 'user' forwards ports"),
        Arguments.of("vm run ok.qcow2 -p 80:80 -p 80:81", "leads to one port of the guest only"),
        Arguments.of("vm start web", "There is no VM 'web'.|No VM has been made yet"),
        Arguments.of("vm ssh web -- id", "There is no VM 'web'."),
        Arguments.of("vm exec web", "COMMAND"),
        Arguments.of("vm cp ok.qcow2", "FILE|VM:PATH"),
        Arguments.of(
            "vm cp ok.qcow2 secret", "One side must be this machine|No argument is VM:PATH."),
        Arguments.of(
            "vm cp web:a db:b", "One side must be this machine|copy to this machine first"),
        Arguments.of("vm cp web:a ok.qcow2 .", "One side must be this machine"),
        Arguments.of("vm cp none web:", "'none' cannot be read.|There is no such file."),
        Arguments.of("vm cp . web:", "'.' is a folder.|Add -r"),
        Arguments.of("vm cp ..:x .", "'..:x' names no VM|./..:x"),
        Arguments.of("vm cp ok.qcow2 web:/tmp", "There is no VM 'web'."),
        Arguments.of("vm stop", "NAME"),
        Arguments.of("vm stop web --timeout soon", "'soon' is not a duration"),
        Arguments.of("vm rm ..", "'..' cannot be used as a name"),
        Arguments.of("vm show web/../../x", "cannot be used as a name"),
        Arguments.of("vm port web --add 0:1", "0 is not a port"));
  }

  @ParameterizedTest
  @MethodSource("usage")
  void wrongUsageEndsWithTwo(String line, String words) throws Exception {
    assertReported(2, words, line);
  }

  static Stream<Arguments> images() {
    return Stream.of(
        Arguments.of("vm run raw.qcow2", "cannot be used as an image|It is neither a qcow2 image"),
        Arguments.of("vm run chain.qcow2", "It needs another file"),
        Arguments.of("vm create ok.qcow2 --disk 1M", "smaller than the image's|1.0G"),
        Arguments.of("vm create ok.qcow2 --key none.pub", "A file is missing.|none.pub"));
  }

  @ParameterizedTest
  @MethodSource("images")
  void exitsWithOneIfNothingCanBeCreated(String line, String words) throws Exception {
    assertReported(1, words, line);
  }

  @Test
  void anEmptyListIsNotAnError() {
    for (String verb : List.of("list", "ps")) {
      Ran ran = new PimHome(root, null).run("vm", verb, "-o", "json");
      assertEquals(0, ran.status(), ran.err());
      assertEquals("[ ]", ran.out().strip());
    }
  }

  private void assertReported(int status, String words, String line) throws Exception {
    PimHome pim =
        new PimHome(root, null).file("raw.qcow2", "no image").file("secret", "-----BEGIN");
    write(pim, "ok.qcow2", 0);
    write(pim, "chain.qcow2", 104);
    Ran ran = pim.run(line.split(" "));
    assertEquals(status, ran.status(), ran.err());
    for (String part : List.of(words.split("\\|"))) {
      assertTrue(ran.err().contains(part), "'" + part + "' is not in:\n" + ran.err());
    }
    assertFalse(ran.err().contains("\tat "), "no stack trace:\n" + ran.err());
    assertEquals("", ran.out());
    assertFalse(Files.exists(pim.folders.vms()), "nothing was made");
  }

  /** The header of a qcow2 file of 1G. */
  private static void write(PimHome pim, String name, long backingFile) throws Exception {
    ByteBuffer header = ByteBuffer.allocate(512);
    header.putInt(0x514649fb).putInt(3).putLong(backingFile).putInt(0).putInt(16);
    header.putLong(1L << 30);
    Files.write(pim.folders.project().resolve(name), header.array());
  }
}
