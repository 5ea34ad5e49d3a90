package io.pim.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.cli.testing.PimHome.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code pim serve} from a person's view: its messages, its files, and its end. */
@Timeout(180)
class ServeCommandTest {
  private static final Pattern PRESEED = Pattern.compile("preseed +(http://\\S+/)preseed\\.cfg");

  @TempDir Path root;
  private PimHome pim;

  @BeforeEach
  void setUp() {
    pim = new PimHome(root, null);
  }

  private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void servesTheTwoFilesUntilCtrlC() throws Exception {
    Running serve =
        pim.start("serve", "web", "--address", "127.0.0.1", "--port", "0", "--arch", "amd64");
    serve.out().await("Requests:");
    Matcher printed = PRESEED.matcher(serve.out().toString());
    assertTrue(printed.find(), serve.out().toString());
    String folder = printed.group(1);

    String preseed = get(folder + "preseed.cfg").body();
    assertEquals("user ops at " + folder + "install.sh\n", preseed);
    assertEquals("echo install\n", get(folder + "install.sh").body());
    assertEquals(404, get(folder + "scripts.d/app.sh").statusCode());
    serve.out().await("GET /scripts.d/app.sh  404");
    serve.out().await("GET /install.sh  200 13 bytes");

    pim.interrupts.press();
    Ran ran = serve.end().get(60, TimeUnit.SECONDS);
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.err().contains("ended after 3 requests"), ran.err());
    assertTrue(ran.out().contains("  auto url=" + URI.create(folder).getAuthority()), ran.out());
    assertTrue(
        ran.out().contains("preseed/url=" + folder + "preseed.cfg hostname=web1"), ran.out());
    assertFalse(ran.out().contains("s3cret"), ran.out());
    assertFalse(ran.out().contains("arm64"), ran.out());
  }

  /** As the Ruby PIM did: the settings of default, and files of any name. */
  @Test
  void servesDefaultAndFilesOfOtherNames() throws Exception {
    pim.file("profiles.d/all.yml", "default: {username: ops, hostname: any}\nweb: {hostname: w}\n");
    pim.file("preseeds.d/lvm.cfg.erb", "lvm of <%= hostname %>\n");
    pim.file("installs.d/other.sh", "echo other\n");
    Running serve =
        pim.start(
            "serve",
            "--address",
            "127.0.0.1",
            "--port",
            "0",
            "--preseed",
            "lvm",
            "--install",
            "other");
    serve.out().await("Requests:");
    Matcher printed = PRESEED.matcher(serve.out().toString());
    assertTrue(printed.find(), serve.out().toString());
    assertEquals("lvm of any\n", get(printed.group(1) + "preseed.cfg").body());
    assertEquals("echo other\n", get(printed.group(1) + "install.sh").body());
    pim.interrupts.press();
    assertEquals(0, serve.end().get(60, TimeUnit.SECONDS).status());

    Ran gone = pim.run("serve", "--address", "127.0.0.1", "--preseed", "lmv");
    assertEquals(2, gone.status());
    assertTrue(gone.err().contains("there is no preseed template 'lmv'"), gone.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "wbe; there is no profile 'wbe'|did you mean web?",
        "web --address 0.0.0.0; would serve every network|--interface",
        "web --interface nope0; No interface 'nope0'|lo (127.0.0.1)",
        "web --interface lo --address 127.0.0.1; --interface and --address cannot be combined",
        "web --port 70000 --interface lo; '70000' is not a port: it must be a whole number from 0 to 65535",
        "web --arch sparc; 'sparc' is not an architecture"
      })
  void refuses(String arguments, String words) {
    Ran ran = pim.run(("serve " + arguments).split(" "));
    assertEquals(2, ran.status(), ran.err());
    for (String part : List.of(words.split("\\|"))) {
      assertTrue(ran.err().contains(part), ran.err());
    }
  }

  @Test
  void asksForTheProfileIfThereAreSeveralAndNoDefault() {
    pim.file("profiles.d/all.yml", "web: {hostname: web1}\ndb: {hostname: db1}\n");
    Ran ran = pim.run("serve", "--interface", "lo");
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("there are db, web"), ran.err());
  }

  @Test
  void reportsATakenPort() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      Ran ran = pim.run("serve", "web", "--interface", "lo", "--port", port);
      assertEquals(1, ran.status());
      assertTrue(ran.err().contains("port " + port), ran.err());
      assertTrue(ran.err().contains("another program uses the port"), ran.err());
    }
  }
}
