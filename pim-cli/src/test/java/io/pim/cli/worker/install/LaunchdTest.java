package io.pim.cli.worker.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.output.CommandFailure;
import io.pim.model.files.PimFolders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The property lists for launchd have the keys that virtual machines need. */
class LaunchdTest {
  @TempDir Path folder;
  private FakeMachine machine;

  @BeforeEach
  void setUp() throws IOException {
    machine = new FakeMachine(folder);
  }

  private Platform platform(String os, long uid, Map<String, String> environment) {
    Path home = Path.of("/Users/a & b");
    return new Platform(
        machine, os, uid, environment, home, PimFolders.of(Map.of(), home, Path.of("/")));
  }

  private Map<String, Object> plist(Installation installation) throws Exception {
    Layout layout = installation.layout();
    String text =
        installation.manager().unit(layout, Path.of("/o<p>t/bin/pim"), layout.environment());
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    Element root =
        factory
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
            .getDocumentElement();
    assertEquals("plist", root.getTagName());
    return dict(elements(root).get(0));
  }

  private static List<Element> elements(Element parent) {
    List<Element> found = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        found.add(element);
      }
    }
    return found;
  }

  private static Map<String, Object> dict(Element dict) {
    assertEquals("dict", dict.getTagName());
    Map<String, Object> values = new LinkedHashMap<>();
    List<Element> all = elements(dict);
    for (int i = 0; i < all.size(); i += 2) {
      assertEquals("key", all.get(i).getTagName());
      values.put(all.get(i).getTextContent(), value(all.get(i + 1)));
    }
    return values;
  }

  private static Object value(Element element) {
    return switch (element.getTagName()) {
      case "true" -> true;
      case "false" -> false;
      case "integer" -> Integer.valueOf(element.getTextContent());
      case "dict" -> dict(element);
      case "array" -> elements(element).stream().map(LaunchdTest::value).toList();
      default -> element.getTextContent();
    };
  }

  @Test
  void theAgentOfAUser() throws Exception {
    Installation installation = platform("Mac OS X", 501, Map.of()).installation(Scope.USER);
    assertEquals(
        Path.of("/Users/a & b/Library/LaunchAgents/io.pim.worker.plist"),
        installation.layout().unit());
    Map<String, Object> plist = plist(installation);
    assertEquals("io.pim.worker", plist.get("Label"));
    assertEquals(List.of("/o<p>t/bin/pim", "worker", "run"), plist.get("ProgramArguments"));
    assertEquals(true, plist.get("AbandonProcessGroup"), "virtual machines outlive the worker");
    assertEquals(true, plist.get("KeepAlive"));
    assertEquals(true, plist.get("RunAtLoad"));
    assertEquals(0077, plist.get("Umask"));
    assertFalse(plist.containsKey("UserName"));
    Map<?, ?> environment = (Map<?, ?>) plist.get("EnvironmentVariables");
    assertEquals("/Users/a & b", environment.get("HOME"));
    assertEquals(
        "/Users/a & b/Library/Application Support/temporalio/temporal.toml",
        environment.get("TEMPORAL_CONFIG_FILE"));
    assertFalse(environment.containsKey("XDG_RUNTIME_DIR"), "macOS has none");
  }

  @Test
  void theMachinesJobRunsAsTheUserWhoInstallsIt() throws Exception {
    machine.macUser = "ann:*:501:20::0:0:Ann:/Users/ann:/bin/zsh";
    Installation installation =
        platform("Mac OS X", 0, Map.of("SUDO_USER", "ann")).installation(Scope.SYSTEM);
    assertEquals(
        Path.of("/Library/LaunchDaemons/io.pim.worker.plist"), installation.layout().unit());
    Map<String, Object> plist = plist(installation);
    assertEquals("ann", plist.get("UserName"));
    assertEquals("/Users/ann", plist.get("WorkingDirectory"));
  }

  @Test
  void aMachinesJobNeedsAUser() {
    assertThrows(
        CommandFailure.class, () -> platform("Mac OS X", 0, Map.of()).installation(Scope.SYSTEM));
  }

  @Test
  void theErrorWithoutAServiceManagerNamesTheCommand() throws IOException {
    Files.delete(machine.at(Systemd.RUNS));
    CommandFailure failure =
        assertThrows(
            CommandFailure.class, () -> platform("Linux", 0, Map.of()).installation(Scope.SYSTEM));
    assertTrue(failure.complaint().what().contains("Neither systemd nor launchd"));
    assertTrue(failure.complaint().todo().contains("pim worker run"));
  }

  @Test
  void theMachinesWorkerNeedsRootAndAUsersOwnNeedsNoSudo() {
    assertThrows(
        CommandFailure.class, () -> platform("Linux", 1000, Map.of()).installation(Scope.SYSTEM));
    assertThrows(
        CommandFailure.class,
        () ->
            platform("Linux", 0, Map.of("SUDO_USER", "ann", "SUDO_UID", "1000"))
                .installation(Scope.USER));
  }
}
