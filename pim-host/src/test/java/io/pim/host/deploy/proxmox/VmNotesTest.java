package io.pim.host.deploy.proxmox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VmNotesTest {
  private static final String OWN =
      "- PIM deployment: developer-x86_64-to-sg-20261127-100000\n- VM: 105\n- Image: developer-1\n";

  @Test
  void readsItsNotesDespiteAdditionsOfPeople() {
    VmNotes notes = VmNotes.parse("# Ours\nsee: wiki\n" + OWN + "more\n").orElseThrow();
    assertEquals(105, notes.vmid());
    assertEquals("developer-1", notes.image());
    assertEquals("developer", notes.id().profile());
    assertEquals(Optional.empty(), notes.sha256());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "some text",
        "- PIM deployment: developer-x86_64-to-sg-20261127-100000\n",
        "- PIM deployment: something\n- VM: 105\n",
        "- PIM deployment: developer-x86_64-to-sg-20261127-100000\n- VM: many\n"
      })
  void ignoresOtherNotes(String text) {
    assertEquals(Optional.empty(), VmNotes.parse(text));
  }

  static Stream<Arguments> names() {
    return Stream.of(
        arguments("developer-x86_64", "developer-x86-64"),
        arguments("_a+b_", "a-b"),
        arguments("web.-x-.lan", "web.x.lan"),
        arguments("..a", "a"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void turnsANameIntoADnsName(String name, String expected) {
    assertEquals(expected, ProxmoxNames.dnsName(name));
  }
}
