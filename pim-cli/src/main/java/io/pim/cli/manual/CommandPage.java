package io.pim.cli.manual;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The contents of a command's page.
 *
 * @param name the full name, such as {@code pim image list}
 * @param parent the command above it; empty for pim itself
 * @param options without those of all commands
 * @param examples the lines of the help, without their indent
 */
record CommandPage(
    String name,
    Optional<String> parent,
    String header,
    List<String> description,
    String synopsis,
    List<Entry> parameters,
    List<Entry> options,
    List<Entry> commands,
    List<Entry> exitStatuses,
    List<String> examples) {

  /** A name and its description. */
  record Entry(String name, String text) {}

  /** The page of a command, and those of all visible commands below it. */
  static Stream<CommandPage> tree(CommandLine command) {
    return Stream.concat(
        Stream.of(of(command.getCommandSpec())), shown(command).flatMap(CommandPage::tree));
  }

  static CommandPage of(CommandSpec command) {
    Help help = new Help(command, Help.defaultColorScheme(Help.Ansi.OFF));
    return new CommandPage(
        command.qualifiedName(),
        Optional.ofNullable(command.parent()).map(CommandSpec::qualifiedName),
        String.join(" ", command.usageMessage().header()),
        Stream.concat(lines(command.usageMessage().description()).stream(), otherWords(command))
            .toList(),
        help.synopsis(0).replaceAll("\\s+", " ").strip(),
        command.positionalParameters().stream()
            .map(p -> new Entry(p.paramLabel(), text(p.description())))
            .toList(),
        command.options().stream()
            .filter(option -> !option.hidden() && !option.inherited())
            .sorted(Comparator.comparing(OptionSpec::longestName))
            .map(CommandPage::entry)
            .toList(),
        shown(command.commandLine())
            .map(
                c ->
                    new Entry(
                        c.getCommandSpec().qualifiedName(),
                        text(c.getCommandSpec().usageMessage().header())))
            .toList(),
        command.usageMessage().exitCodeList().entrySet().stream()
            .map(status -> new Entry(status.getKey(), status.getValue()))
            .toList(),
        Arrays.stream(command.usageMessage().footer())
            .map(line -> line.formatted().replaceFirst("^  ", ""))
            .toList());
  }

  private static Stream<String> otherWords(CommandSpec command) {
    return Arrays.stream(command.aliases())
        .map(alias -> command.parent().qualifiedName() + " " + alias + " is the same command.");
  }

  /** The page's file name without extension: {@code pim-image-list}. */
  String fileName() {
    return fileName(name);
  }

  static String fileName(String command) {
    return command.replace(' ', '-');
  }

  private static Stream<CommandLine> shown(CommandLine command) {
    return command.getSubcommands().values().stream()
        .distinct()
        .filter(sub -> !sub.getCommandSpec().usageMessage().hidden());
  }

  private static Entry entry(OptionSpec option) {
    String names = String.join(", ", option.names());
    boolean value = option.arity().max() > 0;
    return new Entry(value ? names + " " + option.paramLabel() : names, text(option.description()));
  }

  private static List<String> lines(String[] text) {
    return Arrays.stream(text)
        .map(String::formatted)
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static String text(String[] text) {
    return String.join(" ", lines(text));
  }
}
