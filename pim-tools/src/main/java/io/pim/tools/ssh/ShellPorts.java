package io.pim.tools.ssh;

import static io.pim.tools.qemu.QemuCommandLine.SHELL_CALLS_PORT;
import static io.pim.tools.qemu.QemuCommandLine.SHELL_ERRORS_PORT;
import static io.pim.tools.qemu.QemuCommandLine.SHELL_PORT;

import io.pim.model.failure.BuildFailure;
import io.pim.model.files.RuntimeFiles;
import io.pim.tools.process.Deadline;
import io.pim.tools.qemu.VirtualMachine;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * The machine's ports to a root shell in its guest. They only save time: a login over SSH takes an
 * emulated guest two seconds, the ports take a tenth of one. If they do not answer, PIM logs in.
 *
 * <p>A process in the guest, the keeper, is started over the first login as root, with that login's
 * environment, and is saved in warm checkpoints. PIM calls it on one port with a random word. It
 * then starts a shell on the other two, whose first line is that word, and kills the shell when the
 * caller disappears or another one calls. So a command of a killed PIM never runs beside those of
 * the next PIM, and output of one never reaches the other. Scripts are not commands of such a
 * shell: each has a session of its own.
 */
public final class ShellPorts {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /**
   * Waits for calls on its third argument, a port; the first two are the shell's ports. Reading
   * from a port ends while nobody is connected to it. A port can be opened once only, so the next
   * shell may have to wait until the last command of the one before has ended. A question mark asks
   * whether the guest lives; there is no answer for a shell that has died, because a port does not
   * end with it. In programs that it starts, a caught signal has its default action again; an
   * ignored one would stay ignored. A shell that has not begun its session yet is not a process
   * group.
   */
  private static final String KEEPER =
      """
      trap : HUP
      exec 3<> "$3"
      call=
      while :; do
        until [ -n "$call" ]; do
          read -r call <&3 || { call=; sleep 0.1 || sleep 1; }
          [ "$call" != '?' ] || call=
        done
        setsid /bin/sh -c '
          n=0
          until { echo "$0" && exec /bin/sh; } <> "$1" >&0 2> "$2"; do
            n=$((n + 1))
            [ $n -lt 50 ] || exit
            sleep 0.1 || sleep 1
          done' "$call" "$1" "$2" 3>&- &
        pid=$!
        call=
        while read -r call <&3; do
          [ "$call" = '?' ] || break
          [ ! -e "/proc/$pid/exe" ] || echo . >&3
          call=
        done
        kill -9 "$pid" "-$pid"
        wait "$pid"
      done
      """;

  /** Starts the keeper, if the guest has the ports and nobody has opened them. */
  private static final String START =
      """
      a= b= c=
      for port in /sys/class/virtio-ports/*; do
        name=
        read -r name < "$port/name"
        case $name in
          %s) a=/dev/${port##*/} ;;
          %s) b=/dev/${port##*/} ;;
          %s) c=/dev/${port##*/} ;;
        esac
      done 2> /dev/null
      [ -c "$a" ] && [ -c "$b" ] && [ -c "$c" ] && command -v setsid > /dev/null || exit 0
      setsid /bin/sh -c %s pim-shell "$a" "$b" "$c" < /dev/null > /dev/null 2>&1 &
      """;

  private ShellPorts() {}

  /** Starts the keeper in the guest, so that the next login is not needed; does not wait for it. */
  public static void prepare(RootShell root) throws InterruptedException {
    String program =
        START.formatted(SHELL_PORT, SHELL_ERRORS_PORT, SHELL_CALLS_PORT, ShellWord.quote(KEEPER));
    root.run(program, new byte[0], LIMIT);
  }

  /**
   * Asks for a root shell.
   *
   * @param patience how long the guest may take to answer
   * @param keepAlive how often to ask the guest for a sign of life
   * @return empty if the machine has no such ports, or nobody in the guest answers on them
   */
  public static Optional<RootShell> open(
      VirtualMachine machine, Duration patience, Duration keepAlive) throws InterruptedException {
    if (!machine.guest().hasShellKeeper()) {
      return Optional.empty();
    }
    Access access = new Access(machine.guest().shellPorts(), patience, keepAlive);
    try {
      return Optional.of(new RootShell(access, access.hold()));
    } catch (BuildFailure e) {
      return Optional.empty();
    }
  }

  private static final class Access implements RootAccess {
    private final RuntimeFiles files;
    private final Duration patience;
    private final Duration keepAlive;
    private final GuestConnection guest;
    private Optional<PortConnection> current = Optional.empty();
    private boolean closed;

    Access(RuntimeFiles files, Duration patience, Duration keepAlive) {
      this.files = files;
      this.patience = patience;
      this.keepAlive = keepAlive;
      this.guest = new GuestConnection("root in " + files.name(), "root");
    }

    @Override
    public HeldShell hold() throws InterruptedException {
      disconnect();
      return guest.act(
          () -> {
            PortConnection connection = PortConnection.connect(files);
            try {
              connection.call(Deadline.in(patience), keepAlive);
              HeldShell shell = connection.shell(guest);
              current = Optional.of(connection);
              return shell;
            } catch (RejectedExecutionException e) {
              connection.close();
              throw new IOException("QEMU has closed the ports", e);
            } catch (IOException | InterruptedException | RuntimeException e) {
              connection.close();
              throw e;
            }
          });
    }

    @Override
    public boolean isOpen() {
      return !closed && current.filter(PortConnection::isOpen).isPresent();
    }

    @Override
    public String where() {
      return guest.where();
    }

    @Override
    public String describe() {
      return "the shell that an earlier login left in the guest";
    }

    private void disconnect() {
      current.ifPresent(PortConnection::close);
      current = Optional.empty();
    }

    @Override
    public void close() {
      closed = true;
      disconnect();
    }
  }
}
