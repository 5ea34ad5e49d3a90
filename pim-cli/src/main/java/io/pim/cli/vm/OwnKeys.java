package io.pim.cli.vm;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The person's own login name and public SSH keys. */
public final class OwnKeys {
  private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
  private static final Pattern KEY =
      Pattern.compile("(?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[A-Za-z0-9@.-]+ [A-Za-z0-9+/=]+(?: .*)?");
  private static final long MOST_BYTES = 64 * 1024;

  private OwnKeys() {}

  /** The requested user; else the person's own name, if it is a valid user name in a guest. */
  public static String user(Optional<String> asked) {
    String own = System.getProperty("user.name", "");
    boolean fits = USER.matcher(own).matches() && !own.equals("root");
    return asked.orElse(fits ? own : "pim");
  }

  /**
   * The public keys in files.
   *
   * @param files if empty, the readable keys in {@code ~/.ssh}
   */
  public static List<String> lines(List<Path> files) throws IOException {
    List<String> lines = new ArrayList<>();
    if (files.isEmpty()) {
      for (Path file : usual()) {
        read(file).stream().filter(line -> KEY.matcher(line).matches()).forEach(lines::add);
      }
      return lines;
    }
    for (Path file : files) {
      List<String> found = read(file);
      if (found.isEmpty() || !found.stream().allMatch(line -> KEY.matcher(line).matches())) {
        throw Complaint.of(ExitStatus.USAGE, "This is not a public SSH key.")
            .at(file)
            .because("Public keys are lines such as 'ssh-ed25519 AAAA... you@host'.")
            .advise("Give the file that ends in .pub; a private key never goes into a VM.")
            .failure();
      }
      lines.addAll(found);
    }
    return lines;
  }

  private static List<Path> usual() throws IOException {
    Path folder = Path.of(System.getProperty("user.home"), ".ssh");
    if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(file -> file.toString().endsWith(".pub"))
          .filter(file -> Files.isRegularFile(file) && Files.isReadable(file))
          .sorted()
          .toList();
    }
  }

  private static List<String> read(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      return List.of();
    }
    // Read as bytes, because a comment may have any encoding; only ASCII is copied to a machine.
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return text.lines()
        .map(line -> line.replaceAll("[^\\x20-\\x7e]", "?").strip())
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }
}
