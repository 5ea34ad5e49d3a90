package io.pim.tools.aws.fake;

import io.pim.tools.proxmox.fake.TestCertificate;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs the fake by hand: prints its address, follows the commands {@code down}, {@code up} and
 * {@code report}, and ends when its input ends.
 */
public final class FakeAwsMain {
  private FakeAwsMain() {}

  /**
   * Starts the fake.
   *
   * @param arguments a port, 8090 by default, a folder, and "tls" to speak TLS, as AWS does
   */
  public static void main(String[] arguments) throws Exception {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8090;
    Path folder =
        arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("fake-aws");
    boolean tls = arguments.length > 2 && arguments[2].equals("tls");
    try (FakeAws fake = tls ? FakeAws.startWithTls(folder, port) : FakeAws.start(folder, port)) {
      if (tls) {
        Path authority = Files.createDirectories(folder).resolve("ca.pem");
        System.out.println("authority: " + Files.write(authority, TestCertificate.authority()));
      }
      System.out.println("endpoint: " + fake.endpoint());
      System.out.println("regions: eu-central-1, us-east-1");
      System.out.println("buckets: images in eu-central-1, images-us in us-east-1; role: vmimport");
      System.out.println("export AWS_ACCESS_KEY_ID=" + FakeAws.KEY_ID);
      System.out.println("export AWS_SECRET_ACCESS_KEY=" + FakeAws.SECRET);
      System.out.println("folder: " + folder);
      System.out.println("It ends with the end of its input (Ctrl-D).");
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        switch (line) {
          case "down" -> fake.down();
          case "up" -> fake.up();
          case "report" -> System.out.println(CloudReport.of(fake.cloud()).json());
          default -> System.out.println("down, up, report, or Ctrl-D");
        }
      }
    }
  }
}
