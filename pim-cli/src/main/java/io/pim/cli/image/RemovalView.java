package io.pim.cli.image;

import io.pim.cli.output.ForPeople;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Terminal;
import io.pim.host.image.RemovedImage;
import java.nio.file.Path;
import java.util.List;

/** Shows the result of removing images. */
final class RemovalView {
  private RemovalView() {}

  /** The JSON of {@code pim image rm} and {@code prune}; {@code freed} in bytes on the disk. */
  public record Shown(boolean dryRun, List<Image> images, long freed) {}

  /** One removed image. */
  record Image(
      String name,
      boolean removed,
      List<String> files,
      List<String> left,
      List<String> users,
      long freed) {
    static Image of(RemovedImage image) {
      return new Image(
          image.name(),
          image.removed(),
          image.files().stream().map(Path::toString).toList(),
          image.left().stream().map(Path::toString).toList(),
          image.users(),
          image.removed() ? image.freed() : 0);
    }
  }

  static void print(List<RemovedImage> images, boolean dryRun, boolean json, Terminal terminal) {
    List<Image> shown = images.stream().map(Image::of).toList();
    long freed = shown.stream().mapToLong(Image::freed).sum();
    if (json) {
      JsonOutput.print(terminal.out(), new Shown(dryRun, shown, freed));
      return;
    }
    for (Image image : shown) {
      if (image.removed()) {
        line(terminal, (dryRun ? "would remove " : "removed ") + image.name());
        image.left().forEach(file -> note(terminal, file + " is not PIM's, and stays"));
      } else {
        note(terminal, image.name() + " stays: " + String.join("; ", image.users()));
      }
    }
    long gone = shown.stream().filter(Image::removed).count();
    line(
        terminal,
        gone == 0
            ? "nothing to remove"
            : (dryRun ? "would free " : "freed ")
                + ForPeople.size(freed)
                + ": "
                + ForPeople.count(gone, "image"));
  }

  private static void line(Terminal terminal, String text) {
    terminal.out().println(SafeText.line(text));
  }

  private static void note(Terminal terminal, String text) {
    terminal.err().println(SafeText.line("note: " + text));
  }
}
