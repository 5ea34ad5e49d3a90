package io.pim.cli.completion;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Follows a command line through picocli's model to its last word, and completes that. */
public final class Completer {
  private final KnownNames names;
  private CommandSpec command;
  private Optional<OptionSpec> open = Optional.empty();
  private boolean onlyParameters;
  private int parameters;

  public Completer(CommandSpec root, KnownNames names) {
    this.command = root;
    this.names = names;
  }

  /**
   * Completes the last word; call it once only.
   *
   * @param words without the program's name; the last one is at the cursor and may be empty
   */
  public Completion complete(List<String> words) throws IOException {
    if (words.isEmpty()) {
      return Completion.NOTHING;
    }
    words.subList(0, words.size() - 1).forEach(this::pass);
    return last(words.get(words.size() - 1));
  }

  private void pass(String word) {
    if (open.isPresent()) {
      open = Optional.empty();
    } else if (onlyParameters) {
      parameters++;
    } else if (word.equals("--")) {
      onlyParameters = true;
    } else if (word.startsWith("-") && word.length() > 1) {
      open = Optional.ofNullable(command.optionsMap().get(word)).filter(Completer::takesNextWord);
    } else if (parameters == 0 && command.subcommands().containsKey(word)) {
      command = command.subcommands().get(word).getCommandSpec();
    } else {
      parameters++;
    }
  }

  private static boolean takesNextWord(OptionSpec option) {
    return option.arity().min() > 0;
  }

  private Completion last(String word) throws IOException {
    if (open.isPresent()) {
      return values(open.get()).startingWith(word);
    }
    if (!onlyParameters && word.startsWith("-")) {
      int equals = word.indexOf('=');
      return equals < 0 ? options().startingWith(word) : optionValue(word, equals);
    }
    List<Candidate> candidates = new ArrayList<>();
    if (!onlyParameters && parameters == 0) {
      candidates.addAll(commands(command.subcommands()));
    }
    Completion values = parameter().isPresent() ? values(parameter().get()) : Completion.NOTHING;
    candidates.addAll(values.candidates());
    return new Completion(candidates, values.files()).startingWith(word);
  }

  private Completion optionValue(String word, int equals) throws IOException {
    OptionSpec option = command.optionsMap().get(word.substring(0, equals));
    if (option == null) {
      return Completion.NOTHING;
    }
    Completion values = values(option);
    String prefix = word.substring(0, equals + 1);
    return new Completion(
            values.candidates().stream().map(value -> value.after(prefix)).toList(), values.files())
        .startingWith(word);
  }

  private Completion options() {
    return Completion.of(
        command.options().stream()
            .filter(option -> !option.hidden())
            .flatMap(
                option ->
                    Stream.of(option.names())
                        .sorted(Comparator.comparing(String::length).reversed())
                        .map(name -> new Candidate(name, first(option.description()))))
            .toList());
  }

  /** Each command once, by its own name; aliases work but are not offered. */
  private static List<Candidate> commands(Map<String, CommandLine> commands) {
    return commands.values().stream()
        .map(CommandLine::getCommandSpec)
        .distinct()
        .filter(command -> !command.usageMessage().hidden())
        .map(command -> new Candidate(command.name(), first(command.usageMessage().header())))
        .toList();
  }

  private Optional<PositionalParamSpec> parameter() {
    return command.positionalParameters().stream()
        .filter(parameter -> parameter.index().contains(parameters))
        .findFirst();
  }

  private Completion values(ArgSpec argument) throws IOException {
    ValueKind kind = ValueKind.of(argument, command);
    return switch (kind) {
      case FILE -> Completion.FILES;
      case WORD -> Completion.of(ValueKind.words(argument).stream().map(Candidate::of).toList());
      default -> Completion.of(names.of(kind));
    };
  }

  private static String first(String[] lines) {
    return lines.length == 0 ? "" : lines[0];
  }
}
