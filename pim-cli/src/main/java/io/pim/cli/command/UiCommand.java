package io.pim.cli.command;

import io.pim.activities.process.DetachedProcesses;
import io.pim.activities.process.Tools;
import io.pim.cli.service.ServiceStatus;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pim ui}. */
@Command(
    name = "ui",
    description = "Print the address of Temporal's Web UI, and open it where there is a display.")
public final class UiCommand implements Callable<Integer> {
  private final CliContext context;

  @Option(names = "--no-open", description = "Only print it.")
  private boolean noOpen;

  public UiCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    ServiceStatus status = context.service().status();
    String url = url(status).orElseThrow(() -> none(status));
    context.out().println(url);
    if (!noOpen) {
      opener().ifPresent(program -> open(program, url));
    }
    return 0;
  }

  private static Optional<String> url(ServiceStatus status) {
    return status.shared() ? Optional.empty() : status.server().flatMap(ServiceStatus.Server::ui);
  }

  private static BuildFailure none(ServiceStatus status) {
    BuildFailure.Builder failure =
        BuildFailure.of(FailureKind.HOST_SETUP, "PIM knows of no Web UI");
    if (status.shared()) {
      return failure
          .where(status.address().orElse(""))
          .why("that Temporal service is shared, and does not say where its Web UI is")
          .todo("ask whoever runs it")
          .build();
    }
    return status.server().isPresent()
        ? failure
            .why("the in-memory Temporal server has none")
            .todo("put a `temporal` program on PATH, then `pim down` and `pim up`")
            .build()
        : failure.why("no Temporal server runs").todo("start it with `pim up`").build();
  }

  /** The desktop's own program: macOS always has a display, others say so. */
  private Optional<Path> opener() {
    Map<String, String> environment = context.environment();
    Tools tools = Tools.of(environment);
    boolean display =
        environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
    if (System.getProperty("os.name", "").startsWith("Mac")) {
      return tools.find("open");
    }
    return display ? tools.find("xdg-open") : Optional.empty();
  }

  private void open(Path program, String url) {
    new DetachedProcesses(Tools.of(context.environment()))
        .start(List.of(program.toString(), url), Path.of("/dev/null"), Map.of());
  }
}
