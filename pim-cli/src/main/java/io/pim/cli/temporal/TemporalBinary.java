package io.pim.cli.temporal;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import io.pim.tools.process.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds the {@code temporal} program that PIM's own server is run with, or gets one. */
final class TemporalBinary {
  private static final Duration LOOK = Duration.ofSeconds(20);

  private final Optional<Path> configured;
  private final Tools tools;
  private final CommandRunner runner;
  private final ToolInstall own;
  private final List<BinarySource> sources;
  private final Consumer<String> say;

  /**
   * @param configured used, whatever else there is, where it is given
   * @param own PIM's own copy, be it there or not
   * @param sources ways to make it, the best first
   * @param say told each attempt in one line
   */
  TemporalBinary(
      Optional<Path> configured,
      Tools tools,
      CommandRunner runner,
      ToolInstall own,
      List<BinarySource> sources,
      Consumer<String> say) {
    this.configured = configured;
    this.tools = tools;
    this.runner = runner;
    this.own = own;
    this.sources = List.copyOf(sources);
    this.say = say;
  }

  /**
   * The program: the configured one, the one on PATH, PIM's own copy, or one that is made now.
   *
   * @throws BuildFailure TOOL_MISSING with what each attempt ran into
   */
  Path locate() throws InterruptedException {
    if (configured.isPresent()) {
      return requireConfigured(configured.get());
    }
    Optional<Path> onPath = tools.find("temporal");
    if (onPath.isPresent() && isTemporal(onPath.get())) {
      return onPath.get();
    }
    if (!own.isDone()) {
      Path lock = own.program().resolveSibling("install.lock");
      new FolderLock(lock, say, "getting the Temporal server").holding(this::install);
    }
    return own.program();
  }

  /**
   * The program, where it is there already; makes none.
   *
   * @throws BuildFailure TOOL_MISSING where the configured one does not run
   */
  Optional<FoundServer> look() throws InterruptedException {
    if (configured.isPresent()) {
      return Optional.of(
          new FoundServer(requireConfigured(configured.get()), FoundServer.How.CONFIGURED));
    }
    Optional<Path> onPath = tools.find("temporal");
    if (onPath.isPresent() && isTemporal(onPath.get())) {
      return onPath.map(program -> new FoundServer(program, FoundServer.How.ON_PATH));
    }
    return own.isDone()
        ? Optional.of(new FoundServer(own.program(), FoundServer.How.OWN))
        : Optional.empty();
  }

  /** Whether a person has chosen the program: PIM then takes no other. */
  boolean isConfigured() {
    return configured.isPresent();
  }

  private ToolInstall install() throws InterruptedException {
    List<String> failures = new ArrayList<>();
    for (BinarySource source : sources) {
      // The one that held the lock before may have done it, or the source before this one.
      if (own.isDone()) {
        return own;
      }
      say.accept("The Temporal server: " + source.attempt());
      attempt(source).ifPresent(failures::add);
    }
    if (!own.isDone()) {
      throw nowhere(failures);
    }
    return own;
  }

  private Optional<String> attempt(BinarySource source) throws InterruptedException {
    try {
      own.from(source);
      return Optional.empty();
    } catch (BuildFailure e) {
      FailureReport report = e.report();
      String reason = report.what() + (report.why().isEmpty() ? "" : ": " + report.why());
      say.accept("  " + reason);
      return Optional.of(source.attempt() + ": " + reason);
    }
  }

  private Path requireConfigured(Path program) throws InterruptedException {
    if (Files.isExecutable(program) && isTemporal(program)) {
      return program;
    }
    throw BuildFailure.of(FailureKind.TOOL_MISSING, "the configured Temporal server does not run")
        .where(program)
        .why(Files.exists(program) ? "it is not a `temporal` program" : "there is no such file")
        .todo("mend the path in pim.yml, or take it out and let PIM find a server")
        .build();
  }

  /** Other programs have this name, too. */
  private boolean isTemporal(Path program) throws InterruptedException {
    try {
      Finished finished =
          runner.run(Command.question(List.of(program.toString(), "--version"), LOOK));
      return finished.succeeded() && finished.output().contains("temporal version");
    } catch (BuildFailure e) {
      say.accept(program + " is passed over: " + e.report().what());
      return false;
    }
  }

  private static BuildFailure nowhere(List<String> failures) {
    return BuildFailure.of(FailureKind.TOOL_MISSING, "no Temporal server can be had")
        .why(String.join("; ", failures))
        .todo("put a `temporal` program on PATH, or set TEMPORAL_ADDRESS to a service you have")
        .build();
  }
}
