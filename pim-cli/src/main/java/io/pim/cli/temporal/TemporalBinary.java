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

/** Finds or obtains the {@code temporal} program for PIM's own server. */
final class TemporalBinary {
  private static final Duration LOOK = Duration.ofSeconds(20);

  private final Optional<Path> configured;
  private final Tools tools;
  private final CommandRunner runner;
  private final ToolInstall own;
  private final List<BinarySource> sources;
  private final Consumer<String> say;

  /**
   * @param configured always used if present
   * @param own the path of PIM's own copy, existing or not
   * @param sources ways to obtain it, best first
   * @param say receives each attempt in one line
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
   * The program: the configured one, the one on PATH, PIM's own copy, or a new copy.
   *
   * @throws BuildFailure TOOL_MISSING with the result of each attempt
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
      new FolderLock(lock, say, "obtaining the Temporal server").holding(this::install);
    }
    return own.program();
  }

  /**
   * The existing program, if any; obtains none.
   *
   * @throws BuildFailure TOOL_MISSING when the configured one does not run
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

  /** Whether a person chose the program; PIM then uses no other. */
  boolean isConfigured() {
    return configured.isPresent();
  }

  private ToolInstall install() throws InterruptedException {
    List<String> failures = new ArrayList<>();
    for (BinarySource source : sources) {
      // The previous holder of the lock or the previous source may have made it.
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
        .todo("fix the path in pim.yml, or remove it and let PIM find a server")
        .build();
  }

  /** Whether a program is Temporal's; other programs have the same name. */
  private boolean isTemporal(Path program) throws InterruptedException {
    try {
      Finished finished =
          runner.run(Command.question(List.of(program.toString(), "--version"), LOOK));
      return finished.succeeded() && finished.output().contains("temporal version");
    } catch (BuildFailure e) {
      say.accept(program + " is ignored: " + e.report().what());
      return false;
    }
  }

  private static BuildFailure nowhere(List<String> failures) {
    return BuildFailure.of(FailureKind.TOOL_MISSING, "no Temporal server is available")
        .why(String.join("; ", failures))
        .todo("put a `temporal` program on PATH, or set TEMPORAL_ADDRESS to a service you have")
        .build();
  }
}
