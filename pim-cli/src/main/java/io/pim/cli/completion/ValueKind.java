package io.pim.cli.completion;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The kind of thing that a value names. The value's label in the help determines it. */
enum ValueKind {
  PROFILE,
  BUILD,
  IMAGE,
  IMAGE_OR_PROFILE,
  TARGET,
  DEPLOYMENT,
  ISO,
  VM,
  ARCHITECTURE,
  PHASE,
  FILE,
  /** One of the words that the model lists. */
  WORD,
  /** Any text; no candidates. */
  FREE;

  private static final Map<String, ValueKind> LABELS =
      Map.ofEntries(
          Map.entry("PROFILE", PROFILE),
          Map.entry("PROFILE[:TAG]", PROFILE),
          Map.entry("A", PROFILE),
          Map.entry("B", PROFILE),
          Map.entry("ID", BUILD),
          Map.entry("BUILD", BUILD),
          Map.entry("IMAGE", IMAGE),
          Map.entry("IMAGE|PROFILE", IMAGE_OR_PROFILE),
          Map.entry("TARGET", TARGET),
          Map.entry("DEPLOYMENT", DEPLOYMENT),
          Map.entry("VM", VM),
          Map.entry("KEY", ISO),
          Map.entry("KEY|PATTERN", ISO),
          Map.entry("ISO", ISO),
          Map.entry("ARCH", ARCHITECTURE),
          Map.entry("PHASE", PHASE),
          Map.entry("FILE", FILE),
          Map.entry("FILE|VM:PATH", FILE),
          Map.entry("DIR", FILE),
          Map.entry("[KEY] URL|FILE", FILE));

  /** The kind of thing that the label {@code NAME} stands for in each group of commands. */
  private static final Map<String, ValueKind> GROUPS =
      Map.of("profile", PROFILE, "image", IMAGE, "vm", VM, "iso", ISO, "target", TARGET);

  /** Commands that create something, so their {@code NAME} is a new one. */
  private static final Set<String> MAKERS = Set.of("add", "create", "import");

  /** The kind of value of an option or parameter. */
  static ValueKind of(ArgSpec argument, CommandSpec command) {
    String label = argument.paramLabel();
    if (!words(argument).isEmpty()) {
      return WORD;
    }
    if (argument instanceof OptionSpec option) {
      return option.longestName().equals("--profile") ? PROFILE : LABELS.getOrDefault(label, FREE);
    }
    if (MAKERS.contains(command.name()) && !LABELS.getOrDefault(label, FREE).equals(FILE)) {
      return label.equals("IMAGE") ? IMAGE : FREE;
    }
    if (label.equals("NAME") && command.parent() != null) {
      return GROUPS.getOrDefault(command.parent().name(), FREE);
    }
    return LABELS.getOrDefault(label, FREE);
  }

  /** The allowed words, if the model lists them. */
  static List<String> words(ArgSpec argument) {
    Iterable<String> listed = argument.completionCandidates();
    if (listed != null) {
      return StreamSupport.stream(listed.spliterator(), false)
          .map(word -> word.toLowerCase(Locale.ROOT))
          .toList();
    }
    String label = argument.paramLabel();
    return label.matches("[a-z0-9]+(\\|[a-z0-9]+)+")
        ? Arrays.asList(label.split("\\|", -1))
        : List.of();
  }
}
