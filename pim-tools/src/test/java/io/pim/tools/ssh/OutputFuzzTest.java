package io.pim.tools.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.fuzz.Fuzz;
import io.pim.tools.fuzz.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Hostile and random output of guests: what PIM shows of it, and which facts it accepts. */
class OutputFuzzTest {
  private static final long MOST_BYTES = 64 << 20;
  private static final int LONGEST_LINE = 4096 + 1;

  private static final Pattern HARMFUL =
      Pattern.compile("[\\p{Cc}\\u202a-\\u202e\\u2066-\\u2069]", Pattern.UNICODE_CHARACTER_CLASS);

  private static final Mutations MUTATIONS =
      new Mutations(
          List.of(
              "\u001b[2J",
              "\u001b]0;title\u0007",
              "\u001b]52;c;AAAA",
              "\u001b\\",
              "\u001bP",
              "\u001b",
              "\u00c2\u009b31m",
              "\u009b",
              "\u00e2\u0080\u00ae",
              "\u00e2\u0080",
              "\u00f0\u009f\u0098\u0080",
              "\u00f0\u009f",
              "\u00ed\u00a0\u0080",
              "\u00c0\u00af",
              "\u00ff\u00fe",
              "\u0000",
              "\u0008",
              "\u007f",
              "\r",
              "\n",
              "\r\n",
              "\t",
              "x".repeat(20_000),
              "pim-exit 0\n",
              "pim-exit 999\n",
              "pim-exit 256\n",
              "pim-exit -1\n",
              "pim-exit 00000000000000000000\n",
              "pim-exit \u00d9\u00a3\n",
              "pim-lost boot-1\n",
              "pim-lost " + "x".repeat(100) + "\n",
              "pim-lost"));

  private static final byte[] OUTPUT =
      "Get:1 \u001b[1mdebian\u001b[0m Gr\u00fc\u00dfe \ud83d\ude00\n10%\r50%\r100%\nend"
          .getBytes(StandardCharsets.UTF_8);
  private static final byte[] CONTROL =
      "sudo: unable to resolve host\npim-exit 3\n".getBytes(StandardCharsets.UTF_8);

  @Test
  void showsAnyOutputHarmlesslyWithAnySplit() {
    Fuzz.run(
        3000,
        MOST_BYTES,
        random -> {
          byte[] mutant = MUTATIONS.of(OUTPUT, random);
          List<String> whole = lines(mutant, List.of(mutant));
          assertEquals(whole, lines(mutant, cut(mutant, random)));
          for (String line : whole) {
            assertHarmless(line);
            assertTrue(line.length() <= LONGEST_LINE, "a line of " + line.length());
          }
          assertHarmless(OutputLines.printable(new String(mutant, StandardCharsets.UTF_8)));
        });
  }

  private static List<String> lines(byte[] all, List<byte[]> pieces) {
    List<String> result = new ArrayList<>();
    OutputLines lines = new OutputLines(result::add);
    pieces.forEach(lines::add);
    lines.end();
    assertTrue(String.join("", result).length() <= all.length, "more than the guest wrote");
    return result;
  }

  private static void assertHarmless(String line) {
    assertFalse(HARMFUL.matcher(line).find(), line);
  }

  /** Offsets count the bytes that arrived, and a guest's report of its end is valid or ignored. */
  @Test
  void doesNotTrustAGuestThatLiesAboutItsScript() {
    Fuzz.run(
        3000,
        MOST_BYTES,
        random -> {
          long from = random.nextLong(1L << 40);
          List<Long> offsets = new ArrayList<>();
          FollowedOutput followed = new FollowedOutput("boot-1", from, counting(offsets));
          byte[] output = MUTATIONS.of(OUTPUT, random);
          cut(output, random).forEach(followed::accept);
          byte[] control = MUTATIONS.of(CONTROL, random);
          cut(control, random).forEach(followed::control);

          Optional<ScriptEnd> end = followed.end();
          assertTrue(offsets.stream().sorted().toList().equals(offsets));
          end.ifPresent(e -> assertEquals(from + output.length, e.outputBytes()));
          end.ifPresent(e -> assertTrue(e.exitStatus().orElse(0) <= 255, e.describe()));
          assertHarmless(followed.complaint());
          assertTrue(followed.complaint().length() < 1000, "the message is too long");
        });
  }

  @Test
  void anExitStatusIsOneByte() {
    assertEquals("exit status 255", endOf("pim-exit 255\n").orElseThrow().describe());
    assertEquals(Optional.empty(), endOf("pim-exit 256\n"));
    assertEquals(Optional.empty(), endOf("pim-exit 999\npim-exit -1\npim-exit\n"));
  }

  private static Optional<ScriptEnd> endOf(String control) {
    FollowedOutput followed = new FollowedOutput("boot-1", 0, counting(new ArrayList<>()));
    followed.control(control.getBytes(StandardCharsets.UTF_8));
    return followed.end();
  }

  private static GuestScript.Listener counting(List<Long> offsets) {
    return new GuestScript.Listener() {
      @Override
      public void output(byte[] chunk, long newOffset) {
        offsets.add(newOffset);
      }

      @Override
      public void tick() {}
    };
  }

  private static List<byte[]> cut(byte[] bytes, RandomGenerator random) {
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < bytes.length; ) {
      int end = Math.min(bytes.length, at + 1 + random.nextInt(random.nextBoolean() ? 4 : 9000));
      pieces.add(Arrays.copyOfRange(bytes, at, end));
      at = end;
    }
    return pieces;
  }
}
