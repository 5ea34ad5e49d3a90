package io.pim.cli.manual;

import io.pim.cli.CommandLines;
import io.pim.cli.shell.CliContext;
import io.pim.cli.temporal.DistributionInfo;
import io.pim.model.files.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Makes all pages; a program for the build. */
public final class Manual {
  private Manual() {}

  /**
   * Writes the pages into a folder.
   *
   * @param arguments {@code markdown} or {@code man}, and the folder
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[1]);
    Map<String, String> pages = arguments[0].equals("man") ? man() : markdown();
    for (Map.Entry<String, String> page : pages.entrySet()) {
      byte[] text = page.getValue().getBytes(StandardCharsets.UTF_8);
      DurableFile.write(folder.resolve(page.getKey()), DurableFile.READABLE, text);
    }
  }

  /** Pages for docs/commands by file name. */
  static Map<String, String> markdown() {
    Map<String, String> pages = new TreeMap<>();
    CommandPage.tree(CommandLines.of(CliContext.current()))
        .forEach(page -> pages.put(page.fileName() + ".md", new MarkdownPage(page).text()));
    return pages;
  }

  /** Pages for man by file name. */
  static Map<String, String> man() {
    String version = DistributionInfo.current().version();
    Map<String, String> pages = new TreeMap<>();
    CommandPage.tree(CommandLines.of(CliContext.current()))
        .forEach(page -> pages.put(page.fileName() + ".1", new ManPage(page, version).text()));
    return pages;
  }
}
