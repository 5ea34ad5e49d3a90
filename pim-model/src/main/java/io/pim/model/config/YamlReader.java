package io.pim.model.config;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads YAML files into trees that know the line of every value. Anything unusual is a problem. */
public final class YamlReader {
  private static final Pattern TAB_INDENT = Pattern.compile("^ *\\t");

  private static final int MOST_ALIASES = 10_000;

  private final Problems problems;

  public YamlReader(Problems problems) {
    this.problems = problems;
  }

  /**
   * Reads a file whose root is a section; an empty file is an empty one.
   *
   * @param shown the file's name in messages
   * @return empty after a problem, which has been added
   */
  public Optional<ConfigMap> read(Path file, String shown) {
    return new TextFile(file, shown).read(problems).flatMap(text -> parse(text, shown));
  }

  /** Reads a text the way {@link #read} reads a file. */
  public Optional<ConfigMap> parse(String text, String shown) {
    int before = problems.list().size();
    StreamReader reader = new StreamReader(new StringReader(text));
    try {
      Composer composer = composer(reader);
      if (!composer.checkNode()) {
        return Optional.of(ConfigMap.empty(shown));
      }
      Node root = composer.getNode();
      if (composer.checkNode()) {
        int line = composer.getNode().getStartMark().getLine() + 1;
        problems.add(
            Problem.at(
                new Origin(shown, line, ""), "must hold one YAML document, not several", ""));
      }
      Optional<ConfigMap> tree = new NodeReader(shown, problems).root(root);
      return problems.list().size() == before ? tree : Optional.empty();
    } catch (MarkedYAMLException e) {
      problems.add(syntax(e, text, shown));
    } catch (ReaderException e) {
      problems.add(notText(e, text, shown));
    } catch (YAMLException e) {
      Origin reached = new Origin(shown, reader.getLine() + 1, "");
      problems.add(
          Problem.at(reached, "is not YAML that PIM reads: " + oneLine(e.getMessage()), ""));
    }
    return Optional.empty();
  }

  /** Counts lines itself: the reader looks ahead, so its own line number is not the character's. */
  private static Problem notText(ReaderException e, String text, String shown) {
    int at =
        text.offsetByCodePoints(
            0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
    int line = 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    String character = "U+%04X".formatted(e.getCodePoint());
    return Problem.at(
        new Origin(shown, line, ""), "has a character that YAML does not allow: " + character, "");
  }

  private static Composer composer(StreamReader reader) {
    LoaderOptions options = new LoaderOptions();
    // A folder may legitimately merge one section into a hundred profiles. NodeReader limits the
    // expansion.
    options.setMaxAliasesForCollections(MOST_ALIASES);
    return new Composer(new ParserImpl(reader, options), new Resolver(), options);
  }

  private static Problem syntax(MarkedYAMLException e, String text, String shown) {
    int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
    int tab = firstTabIndent(text);
    if (tab > 0 && tab <= line) {
      return Problem.at(new Origin(shown, tab, ""), "must be indented with spaces, not tabs", "");
    }
    return Problem.at(new Origin(shown, line, ""), "is not YAML: " + oneLine(e.getProblem()), "");
  }

  private static int firstTabIndent(String text) {
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (TAB_INDENT.matcher(lines[i]).find()) {
        return i + 1;
      }
    }
    return 0;
  }

  private static String oneLine(String message) {
    return message == null ? "unknown error" : message.strip().replaceAll("\\s+", " ");
  }
}
