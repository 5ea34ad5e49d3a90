package io.pim.tools.proxmox.fake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A folder of programs that make this machine look like a node: {@code qm} and {@code uname}. */
public final class QmProgram implements AutoCloseable {
  /** The node's programs come first on the PATH, then the system's own. */
  private static final String SYSTEM =
      ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /** Runs with the arguments and returns the exit status, or dies with its complete session. */
  private static final String QM =
      """
      #!/bin/bash
      exec 3<>/dev/tcp/127.0.0.1/%d || exit 9
      printf '%%s\\0' "$#" "$@" >&3
      read -r status <&3
      [ "$status" != %d ] || kill -9 0
      cat <&3
      exit "$status"
      """;

  private final FakeQm qm;
  private final Path folder;
  private final ServerSocket server;

  private QmProgram(FakeQm qm, Path folder, ServerSocket server) {
    this.qm = qm;
    this.folder = folder;
    this.server = server;
  }

  /**
   * Writes the programs into a folder, and serves {@code qm} until it is closed.
   *
   * @param node the name of the node
   */
  public static QmProgram start(FakeQm qm, String node, Path folder) throws IOException {
    Files.createDirectories(folder);
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    QmProgram program = new QmProgram(qm, folder, server);
    program.write("qm", QM.formatted(server.getLocalPort(), FakeQm.CUT_OFF));
    program.write("uname", "#!/bin/sh\necho " + node + ".example.org\n");
    Thread thread = new Thread(program::listen, "fake-qm");
    thread.setDaemon(true);
    thread.start();
    return program;
  }

  /** Adds a program, or replaces one. */
  public void write(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** The PATH on which the programs are found. */
  public String path() {
    return folder + SYSTEM;
  }

  private void listen() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread thread = new Thread(() -> serve(socket), "fake-qm-command");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        // The socket was closed.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      int count = Integer.parseInt(word(in));
      List<String> words = new ArrayList<>();
      while (words.size() < count) {
        words.add(word(in));
      }
      FakeQm.Ran ran = qm.run(words);
      String answer = ran.status() + "\n" + ran.output();
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The program was killed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String word(InputStream in) throws IOException {
    ByteArrayOutputStream word = new ByteArrayOutputStream();
    for (int b = in.read(); b > 0; b = in.read()) {
      word.write(b);
    }
    return word.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
