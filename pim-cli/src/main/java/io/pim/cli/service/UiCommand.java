package io.pim.cli.service;

import io.pim.cli.client.BuildRow;
import io.pim.cli.client.Builds;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.ServiceCall;
import io.pim.cli.temporal.ServiceStatus;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.process.DetachedProcesses;
import io.pim.tools.process.Tools;
import io.pim.workflows.build.BuildWorkflow;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pim ui}. */
@Command(
    name = "ui",
    header = "Open Temporal's Web UI at the list of builds, or at the page of a build.",
    description = {
      "",
      "Prints the address, and opens it if there is a display.",
      "",
      "A browser adds a view each time it opens a link with --save-view, so use that once for each "
          + "browser. Columns such as PimState cannot be part of a link: add them with the gear "
          + "below the table.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim ui",
      "  pim ui developer                 the page of the newest build of a profile",
      "  pim ui developer --no-open       print only its address",
      "  pim ui --save-view               add the list of builds to the browser's saved views"
    })
public final class UiCommand implements Callable<Integer> {
  /** Written as the Web UI writes it, so that it knows a view that it saved itself. */
  private static final String BUILDS = "`WorkflowType`=\"" + BuildWorkflow.TYPE + "\"";

  private static final String VIEW = "PIM builds";

  private final CliContext context;

  @Spec private CommandSpec spec;

  @Option(names = "--no-open", description = "Only print the address.")
  private boolean noOpen;

  @Option(
      names = "--save-view",
      description = "Open the list by a link that adds it to the browser's saved views.")
  private boolean saveView;

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "A build id, PROFILE-ARCH or a profile, as for pim build show.")
  private String build;

  public UiCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    ServiceStatus status = context.service().status();
    String url = url(status).orElseThrow(() -> none(status));
    if (build != null && saveView) {
      throw new ParameterException(
          spec.commandLine(), "--save-view is for the list of builds: name no build");
    }
    return build == null
        ? open(url + list(status))
        : ServiceCall.on(
            context.temporal().openRunning(),
            session -> open(url + page(new Builds(session.client()).find(build), session)));
  }

  /**
   * The list with builds only. The Web UI marks a saved view with the same query as the current
   * one. A link with {@code savedQuery} makes the browser add such a view, each time.
   */
  private String list(ServiceStatus status) {
    String namespace = status.namespace().orElseThrow();
    String page = path("namespaces", namespace, "workflows") + "?query=" + encoded(BUILDS);
    return saveView ? page + "&savedQuery=" + encoded(VIEW) : page;
  }

  /** The page of the Web UI where PIM describes a build's state and what to do. */
  private static String page(BuildRow row, Session session) {
    return path(
        "namespaces",
        session.client().getOptions().getNamespace(),
        "workflows",
        row.workflowId(),
        row.runId(),
        "user-metadata");
  }

  private static String path(String... parts) {
    return Stream.of(parts).map(part -> "/" + encoded(part)).collect(Collectors.joining());
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8);
  }

  private int open(String url) {
    context.out().println(url);
    if (!noOpen) {
      opener().ifPresent(program -> open(program, url));
    }
    return ExitStatus.DONE;
  }

  private static Optional<String> url(ServiceStatus status) {
    return status.shared() ? Optional.empty() : status.server().flatMap(ServiceStatus.Server::ui);
  }

  private static BuildFailure none(ServiceStatus status) {
    BuildFailure.Builder failure =
        BuildFailure.of(FailureKind.HOST_SETUP, "There is no known Web UI");
    if (status.shared()) {
      return failure
          .where(status.address().orElse(""))
          .why("that Temporal service is shared, and does not report the address of its Web UI")
          .todo("ask the person who runs it")
          .build();
    }
    return status.server().isPresent()
        ? failure
            .why("the in-memory Temporal server has no Web UI")
            .todo("put a `temporal` program on PATH, then `pim down` and `pim up`")
            .build()
        : failure.why("no Temporal server is running").todo("start it with `pim up`").build();
  }

  /**
   * The desktop's program to open a URL. macOS always has a display; other systems show it by a
   * variable.
   */
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
