package io.pim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.shell.CliContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Each type reads its values, by the rules of configuration files. */
class OptionValuesTest {
  private static final Set<Class<?>> NUMBERS =
      Set.of(int.class, Integer.class, long.class, Long.class, short.class, double.class);

  @Test
  void noOptionHasItsOwnConverter() {
    List<String> own =
        HelpTest.commands()
            .flatMap(command -> command.getCommandSpec().args().stream())
            .filter(argument -> argument.converters().length > 0)
            .map(ArgSpec::toString)
            .toList();
    assertEquals(List.of(), own);
  }

  /** A plain number would have no rule: its limits would be in the command. */
  @Test
  void noValueIsAPlainNumber() {
    List<String> plain =
        HelpTest.commands()
            .flatMap(command -> command.getCommandSpec().args().stream())
            .filter(argument -> NUMBERS.contains(argument.auxiliaryTypes()[0]))
            .map(argument -> argument.command().qualifiedName() + " " + argument.paramLabel())
            .toList();
    assertEquals(List.of(), plain);
  }

  @ParameterizedTest
  @CsvSource({
    "vm create x, --memory, 2048, Memory[size=2G]",
    "vm create x, --memory, 4g, Memory[size=4G]",
    "vm create x, --memory, 1536MiB, Memory[size=1536M]",
    "vm create x, --disk, 30g, 30G",
    "vm create x, --cpus, 4, Processors[count=4]",
    "vm create x, --firmware, uefi, uefi",
    "vm create x, --arch, amd64, x86_64",
    "build clean, --keep-layers, 20G, 20G",
    "build clean, --older-than, 0s, Age[length=PT0S]",
    "build clean, --older-than, 7d, Age[length=PT168H]",
    "vm stop x, --timeout, 90, PT1M30S",
    "vm stop x, --timeout, 1d, PT24H",
    "image export x, --format, vhd-fixed, VHD_FIXED",
    "image export x, --compression, zlib, zlib",
    "build list, --limit, 1, ListLimit[count=1]",
    "image prune, --keep, 0, KeptImages[count=0]",
    "iso download, --parallel, 16, ParallelDownloads[count=16]",
    "serve, --port, 0, ListenPort[number=0]",
    "serve, --port, 65535, ListenPort[number=65535]",
    "vm port x, --remove, 8080, [Port[number=8080]]"
  })
  void readsValuesAsFilesAreRead(String command, String option, String text, String value) {
    ParseResult parsed = parse(command, option, text);
    while (parsed.hasSubcommand()) {
      parsed = parsed.subcommand();
    }
    assertEquals(value, parsed.matchedOption(option).<Object>getValue().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "vm create x | --memory      | 63M   | '63M' is not a size: it must be a number of MiB",
        "vm create x | --memory      | 0     | '0' is not a size",
        "vm create x | --disk        | 20    | '20' is not a size: it must be a size such as 20G",
        "vm create x | --disk        | 20 GB | '20 GB' is not a size",
        "vm create x | --cpus        | 257   | it must be a whole number from 1 to 256",
        "vm create x | --cpus        | 2.5   | '2.5' is not a number of processors",
        "vm create x | --firmware    | efi   | 'efi' is not a firmware: it must be bios or uefi",
        "image export x | --compression | gzip | 'gzip' is not a compression: it must be zstd, zlib",
        "build clean | --keep-layers | 20    | '20' is not a size",
        "build clean | --older-than  | 7     | '7' is not an age: it must be a duration with",
        "vm stop x   | --timeout     | 0     | '0' is not a duration: it must be a number of",
        "build list  | --limit       | 0     | '0' is not a number of entries: it must be a whole",
        "build list  | --limit       | -1    | it must be a whole number, at least 1",
        "build list  | --limit       | all   | 'all' is not a number of entries",
        "deploy list | --limit       | 0     | '0' is not a number of entries",
        "build list  | --limit       | 9999999999 | it must be a whole number, at least 1",
        "image prune | --keep        | -1    | it must be a whole number, at least 0",
        "image prune | --keep        | 2.5   | '2.5' is not a number of images",
        "iso download | --parallel   | 0     | '0' is not a number of downloads",
        "iso download | --parallel   | 17    | it must be a whole number from 1 to 16",
        "serve       | --port        | 65536 | '65536' is not a port: it must be a whole number from 0",
        "serve       | --port        | http  | 'http' is not a port",
        "vm port x   | --remove      | 0     | '0' is not a port: it must be a whole number from 1 to"
      })
  void refusesWhatAFileMayNotContain(String command, String option, String text, String words) {
    String output =
        assertThrows(ParameterException.class, () -> parse(command, option, text)).getMessage();
    assertTrue(output.contains(words), output);
  }

  private static ParseResult parse(String command, String option, String text) {
    List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
    arguments.add(option + "=" + text);
    return CommandLines.of(CliContext.current()).parseArgs(arguments.toArray(String[]::new));
  }
}
