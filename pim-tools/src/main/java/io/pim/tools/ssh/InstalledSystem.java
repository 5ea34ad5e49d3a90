package io.pim.tools.ssh;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.time.Duration;
import java.util.Optional;

/**
 * Distinguishes the installed system from an installer that allows SSH logins, such as
 * debian-installer's network console or a live installer.
 */
final class InstalledSystem {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String MARK = "pim-not-installed:";

  /**
   * The folders belong to debian-installer and to no installed package; the files belong to casper
   * and live-boot. A root file system in memory is an initramfs. The last entry for / counts,
   * because the kernel lists the mount below first.
   */
  private static final String PROBE =
      """
      say() { echo "%s$1"; exit 0; }
      for d in /lib/debian-installer.d /lib/debian-installer-startup.d \
      /usr/lib/debian-installer-startup.d /usr/lib/debian-installer/retriever; do
        [ -e "$d" ] && say "debian-installer answers ($d is there)"
      done
      [ -r /etc/lsb-release ] && grep -q X_INSTALLATION_MEDIUM /etc/lsb-release \
      && say "an installer answers (/etc/lsb-release names an installation medium)"
      for d in /run/live/medium /cdrom/casper; do
        [ -e "$d" ] && say "a live system answers ($d is there)"
      done
      root=
      while read -r device point kind rest; do
        [ "$point" = / ] && root=$kind
      done < /proc/mounts
      case $root in
        rootfs|tmpfs|ramfs) say "a system that runs from memory answers (/ is $root)" ;;
      esac
      exit 0
      """
          .formatted(MARK);

  private InstalledSystem() {}

  /** The reason why the session's system is not the installed one; empty when it is. */
  static Optional<String> objection(SshSession session) throws InterruptedException {
    CommandResult result;
    try {
      result = session.run(PROBE, new byte[0], LIMIT);
    } catch (BuildFailure e) {
      if (e.report().kind() == FailureKind.LOGIN_FAILED) {
        return Optional.of("a system answers that has no working shell: " + e.report().why());
      }
      throw e;
    }
    if (!result.status().isSuccess()) {
      return Optional.of(
          "a system answers that has no working shell ("
              + result.status()
              + ": "
              + String.join(" ", result.lastLines())
              + ")");
    }
    return result
        .stdout()
        .lines()
        .filter(line -> line.startsWith(MARK))
        .map(line -> line.substring(MARK.length()))
        .findFirst();
  }
}
