import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Prints the libraries of a distribution with their licenses, and the license texts and notices in
 * their jars. Arguments: the folder of the jars, and their bill of materials in CycloneDX's JSON. A
 * jar that the bill does not have, or without a license there, is an error.
 */
public final class ThirdPartyNotices {
  private static final Pattern NOTICE =
      Pattern.compile(
          "(META-INF/)?([^/]+/)?(LICENSE|LICENCE|NOTICE|COPYING|COPYRIGHT)([-._ ][^/]*)?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern NO_TEXT = Pattern.compile("(?i).*\\.(class|rb|gemspec|html?)");

  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    Map<String, JsonNode> bill = bill(Path.of(arguments[1]));
    List<Path> jars = jars(Path.of(arguments[0]));
    out.println("# Software of others in PIM\n");
    out.println("PIM's archives and packages contain these libraries, unchanged. Their sources are");
    out.println("published beside them, under the same Maven coordinates.\n");
    out.println("| library | version | license |\n|---|---|---|");
    for (Path jar : jars) {
      JsonNode component = bill.get(jar.getFileName().toString());
      if (component == null || licenses(component).isEmpty()) {
        throw new IllegalStateException("no license is known of " + jar.getFileName());
      }
      out.printf(
          "| %s:%s | %s | %s |\n",
          component.path("group").asText(),
          component.path("name").asText(),
          component.path("version").asText(),
          licenses(component));
    }
    out.println("\n# Licenses and notices that come with them");
    Map<String, TreeSet<String>> texts = new TreeMap<>();
    for (Path jar : jars) {
      texts(jar).forEach((name, text) -> texts.computeIfAbsent(text, t -> new TreeSet<>()).add(name));
    }
    Map<String, String> byNames = new TreeMap<>();
    texts.forEach((text, names) -> byNames.put(String.join(", ", names), text));
    byNames.forEach((names, text) -> out.printf("\n## %s\n\n%s\n", names, text.indent(4).stripTrailing()));
    out.flush();
  }

  private static List<Path> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .filter(file -> !file.getFileName().toString().startsWith("pim-"))
          .sorted()
          .toList();
    }
  }

  private static Map<String, JsonNode> bill(Path file) throws IOException {
    Map<String, JsonNode> components = new TreeMap<>();
    for (JsonNode component : new ObjectMapper().readTree(file.toFile()).path("components")) {
      components.put(
          component.path("name").asText() + "-" + component.path("version").asText() + ".jar",
          component);
    }
    return components;
  }

  private static String licenses(JsonNode component) {
    List<String> names = new ArrayList<>();
    for (JsonNode choice : component.path("licenses")) {
      JsonNode license = choice.path("license");
      names.add(
          choice.has("expression")
              ? choice.path("expression").asText()
              : license.path("id").asText(license.path("name").asText()));
    }
    return names.stream().distinct().collect(Collectors.joining(", or "));
  }

  /** The notices of a jar by its own name and that of the file in it. */
  private static Map<String, String> texts(Path jar) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (var entry : Collections.list(zip.entries())) {
        String name = entry.getName();
        if (!entry.isDirectory()
            && NOTICE.matcher(name).matches()
            && !NO_TEXT.matcher(name).matches()) {
          texts.put(jar.getFileName() + " " + name.replace("META-INF/", ""), text(zip, entry));
        }
      }
    }
    return texts;
  }

  private static String text(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r", "").strip();
    }
  }
}
