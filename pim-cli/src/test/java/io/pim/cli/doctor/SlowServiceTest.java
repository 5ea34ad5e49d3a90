package io.pim.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Checks that do not end in time. */
class SlowServiceTest {
  private static final Duration LIMIT = Duration.ofMillis(200);

  /** Like another check, but it never ends. */
  private record Hanging(Check like) implements Check {
    @Override
    public String subject() {
      return like.subject();
    }

    @Override
    public Finding look() throws InterruptedException {
      new CountDownLatch(1).await();
      throw new AssertionError("nothing releases this check");
    }

    @Override
    public Finding late(Duration limit) {
      return like.late(limit);
    }
  }

  private static Finding examine(Check check) throws InterruptedException {
    return new Doctor(List.of(new Hanging(check)), LIMIT).examine().get(0);
  }

  @Test
  void buildsRunWithoutAListOfHosts() throws Exception {
    Check hosts =
        new OnService(null, new HostsCheck(null, Path.of("seal.key"), "0.1", Clock.systemUTC()));

    Finding finding = examine(hosts);

    assertEquals("Hosts", finding.check());
    assertEquals(Verdict.WARN, finding.verdict());
    assertTrue(finding.todo().orElseThrow().contains("pim worker list"), finding.toString());
  }

  @Test
  void noBuildRunsOnAMachineThatHangs() throws Exception {
    assertEquals(Verdict.FAIL, examine(new FolderCheck("images", Path.of("/"))).verdict());
  }
}
