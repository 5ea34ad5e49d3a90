package io.pim.tools.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitStatusTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0   | exit status 0
          3   | exit status 3
          125 | exit status 125
          126 | exit status 126 (a command cannot be run)
          127 | exit status 127 (a command was not found)
          128 | exit status 128
          129 | exit status 129 (as after signal 1, HUP)
          137 | exit status 137 (as after signal 9, KILL)
          143 | exit status 143 (as after signal 15, TERM)
          159 | exit status 159 (as after signal 31, SYS)
          160 | exit status 160
          255 | exit status 255
          """)
  void readsCodesAsTheShellDoes(int code, String text) {
    assertEquals(text, ExitStatus.of(code).toString());
  }

  @Test
  void readsASignalThatTheServerNames() {
    assertEquals("signal TERM", ExitStatus.ofSignal("TERM").toString());
    assertEquals(143, ExitStatus.ofSignal("TERM").code());
    assertEquals(128, ExitStatus.ofSignal("NOSUCH").code());
  }
}
