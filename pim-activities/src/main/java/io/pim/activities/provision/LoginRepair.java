package io.pim.activities.provision;

import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.qmp.GuestAgent;
import io.pim.tools.qmp.GuestExec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Restores, through the guest's agent, files that a login needs and a script has removed. */
final class LoginRepair {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /**
   * A program for /bin/sh as root; its arguments are the login's user and the line for
   * authorized_keys. A running server with host keys is not touched.
   */
  static final String PROGRAM =
      """
      user=$1 line=$2
      entry=$(grep -e "^$user:" /etc/passwd | head -n 1)
      home=$(echo "$entry" | cut -d : -f 6)
      [ -n "$home" ] || { echo "there is no user $user"; exit 1; }
      umask 077
      mkdir -p "$home/.ssh" || exit
      f=$home/.ssh/authorized_keys
      if ! grep -q -F -x -e "$line" "$f" 2>/dev/null; then
        if [ -s "$f" ] && [ -n "$(tail -c 1 "$f")" ]; then echo >> "$f"; fi
        printf '%s\\n' "$line" >> "$f" || exit
      fi
      chown "$(echo "$entry" | cut -d : -f 3,4)" "$home/.ssh" "$f"
      chmod 700 "$home/.ssh"
      chmod 600 "$f"
      start=
      if command -v ssh-keygen > /dev/null && [ ! -e /etc/ssh/ssh_host_ed25519_key ] &&
        [ ! -e /etc/ssh/ssh_host_rsa_key ] && [ ! -e /etc/ssh/ssh_host_ecdsa_key ]; then
        ssh-keygen -A || exit
        start=1
      fi
      if command -v systemctl > /dev/null; then
        for unit in ssh sshd; do
          systemctl cat "$unit.service" > /dev/null 2>&1 || continue
          [ -z "$start" ] && systemctl -q is-active "$unit" && exit 0
          systemctl restart "$unit" && exit 0
        done
      fi
      exit 0
      """;

  private LoginRepair() {}

  /**
   * Makes the user's login with the key work again.
   *
   * @return whether an agent has run the program; only the next login shows whether it helped
   */
  static boolean of(VirtualMachine machine, String user, String keyLine)
      throws InterruptedException {
    Optional<GuestAgent> answering = machine.guest().agent(PATIENCE);
    if (answering.isEmpty()) {
      return false;
    }
    try (GuestAgent agent = answering.get()) {
      GuestExec done = agent.exec(List.of("/bin/sh", "-c", PROGRAM, "sh", user, keyLine), LIMIT);
      return done.exitCode() == 0;
    } catch (IOException e) {
      // The agent does not permit programs, or the connection to it was lost.
      if (Thread.interrupted()) {
        throw (InterruptedException) new InterruptedException().initCause(e);
      }
      return false;
    }
  }
}
