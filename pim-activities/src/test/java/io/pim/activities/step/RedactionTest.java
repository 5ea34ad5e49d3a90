package io.pim.activities.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.tools.testing.Await;
import io.pim.workflows.activity.StepRef;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Makes a build print its secrets in every possible way, and searches all its outputs for them. */
@Timeout(300)
class RedactionTest {
  private static final List<String> SECRETS =
      List.of(TestBuilds.SECRET, "pässwört", "first line of a key", "second line of a key");
  private static final String STEP = "script:base";

  @TempDir Path folder;
  private final Bench bench = new Bench();
  private final ListAppender<ILoggingEvent> workerLog = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(StepRunner.class);
  private TestBuilds builds;
  private OpenBuild build;

  @BeforeEach
  void open() throws Exception {
    builds = new TestBuilds(folder);
    build = builds.save(TestBuilds.ID);
    workerLog.start();
    logger.addAppender(workerLog);
  }

  @AfterEach
  void close() {
    logger.detachAppender(workerLog);
    bench.close();
  }

  @Test
  void noSecretIsInLogsHeartbeatsFailuresOrFiles() throws Exception {
    Path console = build.folder().console("guest");
    List<String> history = new ArrayList<>();
    for (String secret : SECRETS) {
      String text = "x".repeat(180) + " password=" + secret + " and more";
      Files.writeString(console, "login: " + secret + "\n");
      int beats = bench.heartbeats().size();
      bench.run(
          builds,
          TestBuilds.ID,
          STEP,
          step -> {
            step.say(text);
            step.fraction(0.5, text);
            step.progress().line(text);
            await(() -> bench.heartbeats().size() > beats + 1);
            return "";
          });
      for (StepRunner.Body<?> body : waysToFail(text, console)) {
        ApplicationFailure failure =
            bench.failure(() -> Bench.runner(builds).run(new StepRef(TestBuilds.ID, STEP), body));
        history.add(failure.getOriginalMessage());
        history.add(failure.getDetails().get(FailureReport.class).toString());
        history.add(String.valueOf(failure.getCause()));
      }
      Files.delete(console);
    }
    bench.heartbeats().forEach(beat -> history.add(beat.toString()));
    for (ILoggingEvent event : workerLog.list) {
      history.add(event.getFormattedMessage());
      if (event.getThrowableProxy() != null) {
        history.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
    }
    assertEquals(SECRETS.size(), workerLog.list.size(), "each bug is in the worker's log");

    for (String told : history) {
      assertNoSecret("history", told);
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        assertNoSecret(
            file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
      }
    }
    assertTrue(history.stream().anyMatch(told -> told.contains("[secret]")));
    assertTrue(Files.readString(build.folder().log()).contains("password=[secret] and more"));
  }

  private static List<StepRunner.Body<?>> waysToFail(String text, Path console) {
    return List.of(
        step -> {
          throw BuildFailure.of(FailureKind.SCRIPT_FAILED, text)
              .where(text)
              .why(text)
              .todo(text)
              .lastLines(List.of("plain", text))
              .causedBy(new IOException(text))
              .build();
        },
        step -> {
          throw BuildFailure.of(FailureKind.GUEST_HUNG, "hangs")
              .lastLines(step.build().log().lastLines(console, 3))
              .build();
        },
        step -> {
          throw new IOException(text);
        },
        step -> {
          throw new UncheckedIOException(new IOException(text));
        },
        step -> {
          throw new IllegalStateException(text, new IOException(text));
        });
  }

  private static void assertNoSecret(String where, String told) {
    for (String secret : SECRETS) {
      assertFalse(told.contains(secret), where + " tells '" + secret + "': " + told);
    }
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) {
    try {
      Await.until("a heartbeat", condition);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
