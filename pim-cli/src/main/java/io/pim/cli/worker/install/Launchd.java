package io.pim.cli.worker.install;

import io.pim.model.files.FileTail;
import io.pim.tools.process.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * launchd of macOS. It has no stop that keeps a job from starting again, so a stopped job is one
 * that is not loaded.
 *
 * @param domain {@code system}, or {@code gui/UID} of a user
 */
record Launchd(Machine machine, Scope scope, String domain) implements ServiceManager {
  static final String LABEL = "io.pim.worker";
  private static final int LAST_LINES = 20;
  private static final int TAIL_BYTES = 16 << 10;

  @Override
  public String unit(Layout layout, Path program, Map<String, String> environment) {
    String user =
        scope == Scope.SYSTEM
            ? "  <key>UserName</key>\n  <string>" + xml(layout.owner().user()) + "</string>"
            : "";
    return Template.named("io.pim.worker.plist")
        .with(
            Map.of(
                "USER",
                user,
                "HOME",
                xml(layout.home().toString()),
                "LOG",
                xml(layout.log().toString()),
                "PROGRAM",
                xml(program.toString()),
                "ENVIRONMENT",
                environment.entrySet().stream()
                    .map(v -> "    <key>" + v.getKey() + "</key>\n    <string>" + xml(v.getValue()))
                    .map(line -> line + "</string>")
                    .collect(Collectors.joining("\n"))));
  }

  private static String xml(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** A property list in its folder is loaded at each start or login. */
  @Override
  public List<Step> enable(Layout layout, InstallRecord record) {
    return List.of(FolderStep.unlessThere(machine, layout.log().getParent(), layout.owner()));
  }

  @Override
  public String startCommand() {
    return "launchctl bootstrap " + domain;
  }

  @Override
  public boolean isRunning() throws InterruptedException {
    Finished printed = launchctl("print", domain + "/" + LABEL);
    return printed.succeeded() && printed.output().contains("state = running");
  }

  @Override
  public void restart(Layout layout) throws InterruptedException {
    if (isLoaded()) {
      CommandStep.requireSuccess(launchctl("bootout", domain + "/" + LABEL), "launchctl bootout");
    }
    CommandStep.requireSuccess(
        launchctl("bootstrap", domain, layout.unit().toString()), startCommand());
  }

  private boolean isLoaded() throws InterruptedException {
    return launchctl("print", domain + "/" + LABEL).succeeded();
  }

  @Override
  public List<Step> stop(Layout layout) {
    return List.of(
        new CommandStep(
            "stop the worker (launchctl bootout " + domain + "/" + LABEL + ")",
            () -> !isLoaded(),
            () ->
                CommandStep.requireSuccess(
                    launchctl("bootout", domain + "/" + LABEL), "launchctl bootout")));
  }

  @Override
  public void forget() {
    // launchd keeps nothing of a job that is not loaded.
  }

  /** launchd does not say which processes a job has left behind. */
  @Override
  public List<String> companions() {
    return List.of();
  }

  @Override
  public void killAll() throws InterruptedException {
    CommandStep.requireSuccess(launchctl("kill", "KILL", domain + "/" + LABEL), "launchctl kill");
  }

  @Override
  public List<String> lastWords(Layout layout) throws IOException {
    Path log = machine.at(layout.log());
    if (Files.notExists(log)) {
      return List.of();
    }
    List<String> lines = FileTail.of(log, TAIL_BYTES).text().lines().toList();
    return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
  }

  private Finished launchctl(String... arguments) throws InterruptedException {
    return machine.run(Stream.concat(Stream.of("launchctl"), Stream.of(arguments)).toList());
  }
}
