package io.pim.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The unchanged folder of a person who has used the Ruby PIM for years, on a real Debian 12. None
 * of its files knows this PIM: the only login is the user's password.
 */
@Tag("long")
class RubyFolderTest {
  private static final String KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGlzbm9rZXk= me@desk\n";

  @Test
  void buildsUnchanged() throws Exception {
    HttpServer keys =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    keys.createContext(
        "/me.keys",
        exchange -> {
          byte[] bytes = KEY.getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    keys.start();
    try (PimUser user = PimUser.with(PimUser.ROOT.resolve("examples/ruby-pim"))) {
      user.addIso(
          "debian-13.99.0-amd64-netinst",
          PimUser.ROOT.resolve("build/isos/pim-debian-12-amd64-netinst.iso"));
      // Only this person has these parts: the keys, and a check of the result.
      user.write(
          "profiles.d/zz-me.yml",
          "desktop: {authorized_keys_url: 'http://10.0.2.2:%d/me.keys'}\n"
              .formatted(keys.getAddress().getPort()));
      user.write(
          "verifications.d/desktop.sh",
          """
          #!/bin/sh
          set -eu
          grep -qxF '%s' /home/ansible/.ssh/authorized_keys
          [ "$(stat -c '%%U %%a' /home/ansible/.ssh/authorized_keys)" = 'ansible 600' ]
          grep -q '^ansible ALL' /etc/sudoers.d/ansible
          grep -q NoCloud /etc/cloud/cloud.cfg.d/99_pim.cfg
          """
              .formatted(KEY.strip()));
      user.pim("config", "check").exits(0);
      user.pim("build", "run", "desktop", "--on-failure", "fail").exits(0).saying("verify done");

      String build = user.newestBuild();
      assertTrue(user.log(build).contains("logged in as ansible"), user.log(build));
      user.requireNothingLeft(build);
      user.isSatisfied();
    } finally {
      keys.stop(0);
    }
  }
}
