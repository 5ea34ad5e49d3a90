package io.pim.cli.iso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No output shows a name and a password in a URL. */
class IsoLoginTest {
  private static final String SECRET = "s3cret%2Fword";

  @TempDir Path root;
  private PimHome pim;

  @BeforeEach
  void configure() {
    pim = new PimHome(root, null);
  }

  private void assertSilent(Ran ran, String command) {
    String printed = ran.out() + ran.err();
    assertFalse(
        printed.contains(SECRET) || printed.contains("s3cret/word"), command + ": " + printed);
  }

  @Test
  void refusesUrlsWithALogin() {
    for (String field : new String[] {"url", "mirrors", "checksum_url", "signature_url"}) {
      String value = "https://ops:" + SECRET + "@127.0.0.1:9/d.iso";
      pim.file(
          "isos.d/private.yml",
          "private-amd64:\n  filename: d.iso\n  "
              + field
              + ": "
              + (field.equals("mirrors") ? "[" + value + "]" : value)
              + "\n");
      for (String command :
          new String[] {"iso list", "iso list -o json", "config check", "config check -o json"}) {
        Ran ran = pim.run(command.split(" "));
        assertEquals(2, ran.status(), command + ran.out() + ran.err());
        assertSilent(ran, command);
        assertTrue((ran.out() + ran.err()).contains("~/.netrc"), ran.err());
      }
    }
    assertTrue(pim.run("iso", "list").err().contains("isos.d/private.yml:3"));
  }

  @Test
  void refusesALoginOnTheCommandLine() {
    Ran ran = pim.run("iso", "add", "https://ops:" + SECRET + "@127.0.0.1:9/debian-13-amd64.iso");
    assertEquals(2, ran.status(), ran.err());
    assertSilent(ran, "iso add");
  }

  @Test
  void masksALoginInTextThatIsNotAUrl() {
    pim.file(
        "isos.d/private.yml", "private-amd64: {url: 'https://ops:" + SECRET + "@h h/d.iso'}\n");
    assertSilent(pim.run("iso", "list"), "iso list");
  }

  @Test
  void noProfileShowsAProxysLogin() {
    pim.file(
        "profiles.d/b.yml",
        "web: {http_proxy: 'http://ops:" + SECRET + "@proxy:3128/'}\nother: {hostname: x}\n");
    pim.file("preseeds.d/web.cfg.erb", "d-i mirror/http/proxy string <%= http_proxy %>\n");
    for (String command :
        new String[] {
          "profile show web",
          "profile show web -o json",
          "profile show web --render",
          "profile diff web other",
          "profile diff web other -o json"
        }) {
      Ran ran = pim.run(command.split(" "));
      assertEquals(0, ran.status() == 1 ? 0 : ran.status(), command + ": " + ran.err());
      assertSilent(ran, command);
      assertTrue(ran.out().contains("[secret]"), command + ": " + ran.out());
    }
  }
}
