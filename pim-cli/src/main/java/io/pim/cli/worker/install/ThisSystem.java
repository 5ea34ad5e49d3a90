package io.pim.cli.worker.install;

import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The machine that PIM runs on. */
public final class ThisSystem implements Machine {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final CommandRunner runner;
  private final Tools tools;

  /** A machine whose programs are found in {@code tools}. */
  public ThisSystem(CommandRunner runner, Tools tools) {
    this.runner = runner;
    this.tools = tools;
  }

  @Override
  public Path at(Path path) {
    return path;
  }

  @Override
  public Finished run(List<String> argv) throws InterruptedException {
    List<String> found = new ArrayList<>(argv);
    found.set(0, tools.require(argv.get(0), "install the package it belongs to").toString());
    return runner.run(Command.question(found, LIMIT));
  }

  @Override
  public Owner ownerOf(Path path) throws IOException {
    PosixFileAttributes facts =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return new Owner(facts.owner().getName(), facts.group().getName());
  }

  @Override
  public void give(Path path, Owner owner) throws IOException {
    UserPrincipalLookupService names = path.getFileSystem().getUserPrincipalLookupService();
    PosixFileAttributeView view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    view.setOwner(names.lookupPrincipalByName(owner.user()));
    view.setGroup(names.lookupPrincipalByGroupName(owner.group()));
  }
}
