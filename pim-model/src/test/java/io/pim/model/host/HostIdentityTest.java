package io.pim.model.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostIdentityTest {
  @TempDir Path folder;

  @Test
  void staysTheSameEvenUnderANewHostName() throws IOException {
    Path file = folder.resolve("deep/host-id");
    HostIdentity first = HostIdentity.of(file, "box");
    assertEquals(first, HostIdentity.of(file, "other"));
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertEquals(1, files.count());
    }
  }

  @ParameterizedTest
  @CsvSource({"box,box", "box.example.org,box", "../x,host", "'',host", "-a_b,ab", "Größe,Gre"})
  void isAPlainNameWhateverTheHostIsCalled(String hostName, String expected) throws IOException {
    String id = HostIdentity.of(folder.resolve("id"), hostName).id();
    assertTrue(id.matches(expected + "-[0-9a-f]{6}"), id);
  }

  @Test
  void refusesAFileThatHoldsSomethingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("id"), "../../etc\n");
    String message = assertThrows(IOException.class, () -> HostIdentity.of(file)).getMessage();
    assertTrue(message.contains(file.toString()) && message.contains("delete it"), message);
  }
}
