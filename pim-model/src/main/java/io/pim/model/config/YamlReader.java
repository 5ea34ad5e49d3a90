package io.pim.model.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads YAML files into trees that know the line of every value; all that is odd is a problem. */
public final class YamlReader {
  private static final Pattern TAB_INDENT = Pattern.compile("^ *\\t");

  private final Problems problems;

  public YamlReader(Problems problems) {
    this.problems = problems;
  }

  /**
   * Reads a file whose root is a section; an empty file is an empty one.
   *
   * @param shown the file's name in messages
   * @return nothing where there is a problem, which has been added
   */
  public Optional<ConfigMap> read(Path file, String shown) {
    try {
      return parse(Files.readString(file), shown);
    } catch (CharacterCodingException e) {
      problems.add(Problem.of(shown, "is not UTF-8 text"));
    } catch (IOException e) {
      problems.add(Problem.of(shown, "cannot be read: " + e));
    }
    return Optional.empty();
  }

  /** Reads a text as {@link #read} reads a file. */
  public Optional<ConfigMap> parse(String text, String shown) {
    int before = problems.list().size();
    try {
      Composer composer = composer(text);
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
    } catch (YAMLException e) {
      problems.add(Problem.of(shown, "is not YAML that PIM reads: " + oneLine(e.getMessage())));
    }
    return Optional.empty();
  }

  private static Composer composer(String text) {
    LoaderOptions options = new LoaderOptions();
    StreamReader reader = new StreamReader(new StringReader(text));
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
