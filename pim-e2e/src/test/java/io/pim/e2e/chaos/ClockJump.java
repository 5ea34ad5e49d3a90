package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.e2e.PimUser;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The clock of the worker and of the machines that it starts jumps ahead by an hour. */
record ClockJump() implements Fault {
  private static final Path SOURCE =
      PimUser.ROOT.resolve("pim-e2e/src/test/resources/chaos/clock.c");
  private static final Duration JUMP = Duration.ofHours(1);

  @Override
  public String name() {
    return "clock";
  }

  @Override
  public boolean fits(Place place) {
    return switch (place) {
      case INSTALL, SSH, SCRIPT, SHUTDOWN, FLATTEN, VERIFY -> true;
      default -> false;
    };
  }

  @Override
  public boolean endsMachine() {
    return false;
  }

  @Override
  public Optional<String> obstacle() {
    boolean linux = System.getProperty("os.name").equals("Linux");
    boolean compiler =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "cc")));
    return linux && compiler
        ? Optional.empty()
        : Optional.of("it takes Linux and a C compiler: apt-get install gcc libc6-dev");
  }

  /** Starts the worker with the library. The server, a Go program, keeps the true time. */
  @Override
  public void prepare(ChaosUser user) throws Exception {
    Path library = user.pim().home().resolve("clock.so");
    Process compiler =
        new ProcessBuilder(
                "cc", "-shared", "-fPIC", "-O1", "-o", library.toString(), SOURCE.toString())
            .inheritIO()
            .start();
    assertEquals(0, compiler.waitFor(), "cc " + SOURCE);
    set(user, Duration.ZERO);
    restart(
        user,
        Map.of("LD_PRELOAD", library.toString(), "PIM_CHAOS_CLOCK", clock(user.pim()).toString()));
    user.pim().variables(Map.of());
  }

  @Override
  public void settle(ChaosUser user) throws Exception {
    restart(user, Map.of());
  }

  @Override
  public Instant strike(Scene scene) throws Exception {
    set(scene.user(), JUMP);
    return Instant.now();
  }

  private static void restart(ChaosUser user, Map<String, String> variables) throws Exception {
    user.pim().pim("down").exits(0);
    user.pim().variables(variables);
    user.pim().pim("up").exits(0);
  }

  /** Writes in place, because the worker has mapped the file. */
  private static void set(ChaosUser user, Duration ahead) throws IOException {
    ByteBuffer seconds =
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.nativeOrder())
            .putLong(ahead.toSeconds())
            .flip();
    try (FileChannel file =
        FileChannel.open(clock(user.pim()), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(seconds);
    }
  }

  private static Path clock(PimUser user) {
    return user.home().resolve("clock");
  }
}
