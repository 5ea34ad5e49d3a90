package io.pim.e2e.chaos;

import io.pim.e2e.disk.FileTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The marks that the scripts of the chaos profile write to the disk first. A script that starts
 * again must run on the disk as it was before, so each mark exists exactly once, however often its
 * script has run.
 */
final class Marks {
  static final List<String> SCRIPTS = List.of("base", "work", "last");
  static final String ORDER = "/var/lib/pim-chaos/ran";
  static final String FOLDER = "/var/lib/pim-chaos/marks/";

  private static final Pattern BOOT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private Marks() {}

  static List<String> faults(FileTree tree) throws IOException {
    List<String> faults = new ArrayList<>();
    for (String script : SCRIPTS) {
      fault(tree, script).ifPresent(faults::add);
    }
    List<String> order = tree.lines(ORDER).orElse(List.of());
    if (!order.equals(SCRIPTS)) {
      faults.add(ORDER + ": the scripts ran as " + order + " and not as " + SCRIPTS);
    }
    return faults;
  }

  private static Optional<String> fault(FileTree tree, String script) throws IOException {
    List<String> marks = tree.lines(FOLDER + script).orElse(List.of());
    boolean once =
        marks.size() == 1
            && marks.get(0).startsWith(script + " ")
            && BOOT.matcher(marks.get(0).substring(script.length() + 1)).matches();
    return once
        ? Optional.empty()
        : Optional.of(
            FOLDER
                + script
                + ": script "
                + script
                + " left "
                + marks.size()
                + " marks (script and boot id) and not one: "
                + marks);
  }
}
