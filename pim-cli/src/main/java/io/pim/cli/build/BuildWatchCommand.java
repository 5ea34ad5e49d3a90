package io.pim.cli.build;

import io.pim.cli.client.Builds;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.ServiceCall;
import io.pim.cli.watch.WatchSession;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim build watch}. */
@Command(
    name = "watch",
    header = "Watch a build until it ends or is held.",
    description = "Ctrl-C once leaves the build running; twice cancels it.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the image exists",
      "1:the build failed",
      "3:the build is held and waits for a person",
      "130:left with Ctrl-C, or the build was cancelled"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  pim build watch developer-x86_64-20261122-101500", "  pim build watch developer"})
final class BuildWatchCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private BuildParameter build;

  BuildWatchCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    return ServiceCall.on(
        context.temporal().open(),
        session -> {
          WatchedBuild found =
              new WatchedBuild(new Builds(session.client()).find(build.id()).ref());
          return new WatchSession(context.terminal(), context.interrupts(), context.clock())
              .watch(session, found)
              .exitStatus();
        });
  }
}
