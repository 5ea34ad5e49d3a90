package io.pim.cli.worker.install;

import io.pim.model.files.Listing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The data of a worker with an account of its own. Images, their registry and virtual machines that
 * people made are worth keeping; everything else can be made again.
 */
record OwnData(Machine machine, Layout layout) {
  /** Such as {@code .lock} and {@code .pulls.lock}. */
  private static final Pattern LOCK = Pattern.compile("\\.([a-z]+\\.)?lock");

  private static final String IMAGE = ".qcow2";

  /** The existing data worth keeping. */
  List<Path> valuable() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path path : keepers()) {
      if (!isEmpty(path)) {
        found.add(path);
      }
    }
    // A registry without images lists none.
    return found.equals(List.of(layout.folders().registry())) ? List.of() : found;
  }

  /** The number of images of the worker's own account. */
  long images() throws IOException {
    return layout.isOwnAccount()
        ? Listing.of(machine.at(layout.folders().images())).stream()
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(IMAGE) && !name.startsWith("."))
            .count()
        : 0;
  }

  /**
   * The removal of everything else, or of everything.
   *
   * @param all whether to remove the data worth keeping as well
   */
  List<Step> removal(boolean all) throws IOException {
    List<Step> steps = new ArrayList<>();
    steps.add(new RemoveStep(machine, layout.folders().cache()));
    steps.add(new RemoveStep(machine, layout.folders().runtime().getParent()));
    if (all || valuable().isEmpty()) {
      steps.add(new RemoveStep(machine, layout.home()));
      return steps;
    }
    Path home = machine.at(layout.home());
    try (Stream<Path> children = Files.list(home)) {
      for (Path child : children.sorted().toList()) {
        Path shown = layout.home().resolve(child.getFileName().toString());
        if (keepers().stream().noneMatch(keeper -> keeper.startsWith(shown))) {
          steps.add(new RemoveStep(machine, shown));
        }
      }
    }
    steps.add(
        new CommandStep(
            "give what is left in " + layout.home() + " to root",
            () -> machine.ownerOf(home).equals(Owner.ROOT),
            this::giveToRoot));
    return steps;
  }

  /** The change that gives an earlier worker's images back to the worker's user. */
  Step giveBack() {
    Path home = machine.at(layout.home());
    return new CommandStep(
        "give what an earlier worker left in " + layout.home() + " to " + layout.owner(),
        () -> !Files.exists(home) || !machine.ownerOf(home).equals(Owner.ROOT),
        () -> give(layout.owner()));
  }

  private void giveToRoot() throws IOException {
    give(Owner.ROOT);
  }

  /** The folder itself last: it is the mark that all in it is done. */
  private void give(Owner owner) throws IOException {
    try (Stream<Path> tree = Files.walk(machine.at(layout.home()))) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        machine.give(path, owner);
      }
    }
  }

  private List<Path> keepers() {
    return List.of(layout.folders().images(), layout.folders().registry(), layout.folders().vms());
  }

  private boolean isEmpty(Path path) throws IOException {
    Path file = machine.at(path);
    if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      return !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }
    try (Stream<Path> children = Files.list(file)) {
      return children.allMatch(child -> LOCK.matcher(child.getFileName().toString()).matches());
    }
  }
}
