package io.pim.host.vm;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.FileTail;
import io.pim.model.files.PimFolders;
import io.pim.model.files.RuntimeFiles;
import io.pim.model.files.VmName;
import io.pim.tools.qemu.QemuCommandLine;
import io.pim.tools.qmp.ChardevSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A machine's serial console: connects a person until the detach key or the machine's end, and
 * shows its history.
 */
public final class VmConsole {
  /** Ctrl-], as in telnet. */
  public static final int DETACH = 0x1d;

  private static final int CHUNK = 4096;
  private static final int HISTORY_BYTES = 256 * 1024;

  private final PimFolders folders;

  public VmConsole(PimFolders folders) {
    this.folders = folders;
  }

  /**
   * Attaches. When the input ends, the console stays attached for watching.
   *
   * @return true when the person detached; false when the machine ended
   * @throws BuildFailure HOST_SETUP when somebody else is attached
   */
  public boolean attach(VmName name, InputStream keyboard, OutputStream screen) throws IOException {
    RuntimeFiles files = folders.vm(name.text());
    if (ChardevSocket.isTaken(files.qmp(), QemuCommandLine.CONSOLE)) {
      throw BuildFailure.of(FailureKind.HOST_SETUP, "somebody already uses the console of " + name)
          .where(files.serial())
          .why("QEMU serves one at a time")
          .todo("detach there with Ctrl-]; earlier output: pim vm console --history " + name)
          .build();
    }
    try (ChardevSocket socket = ChardevSocket.connect(files.serial())) {
      return attach(socket, keyboard, screen);
    }
  }

  /**
   * The last lines of a console's log; empty without a log. They are the guest's raw output, so
   * make them safe before showing them.
   */
  public static List<String> history(Path log, int most) throws IOException {
    if (Files.notExists(log)) {
      return List.of();
    }
    List<String> lines =
        FileTail.of(log, HISTORY_BYTES).text().lines().filter(line -> !line.isBlank()).toList();
    return lines.subList(Math.max(0, lines.size() - most), lines.size());
  }

  static boolean attach(ChardevSocket socket, InputStream keyboard, OutputStream screen)
      throws IOException {
    AtomicBoolean detached = new AtomicBoolean();
    Thread typing =
        new Thread(
            () -> {
              if (type(keyboard, socket)) {
                detached.set(true);
                close(socket);
              }
            },
            "console-input");
    typing.setDaemon(true);
    typing.start();
    byte[] chunk = new byte[CHUNK];
    for (int n = socket.read(chunk); n >= 0; n = socket.read(chunk)) {
      screen.write(chunk, 0, n);
      screen.flush();
    }
    return detached.get();
  }

  /**
   * Passes on the keyboard's input. True when the detach key was pressed; false when input or
   * connection ended.
   */
  private static boolean type(InputStream keyboard, ChardevSocket socket) {
    byte[] chunk = new byte[CHUNK];
    try {
      for (int n = keyboard.read(chunk); n >= 0; n = keyboard.read(chunk)) {
        int keys = beforeDetach(chunk, n);
        socket.write(chunk, keys);
        if (keys < n) {
          return true;
        }
      }
    } catch (IOException e) {
      // The machine has ended; the reading side reports it.
      return false;
    }
    return false;
  }

  private static int beforeDetach(byte[] chunk, int length) {
    int keys = 0;
    while (keys < length && chunk[keys] != DETACH) {
      keys++;
    }
    return keys;
  }

  private static void close(ChardevSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Closed already.
    }
  }
}
