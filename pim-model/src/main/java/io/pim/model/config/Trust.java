package io.pim.model.config;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which files of a project folder are trusted: those that only the user and root could have
 * written, the same rule as git's and ssh's. A project folder names scripts that run as root in
 * images, and the sources of ISOs, so anyone who can write to it controls PIM.
 *
 * @param owners the numeric ids of the users whose files are trusted
 */
record Trust(Set<Integer> owners) {
  private static final int ROOT = 0;
  private static final int STICKY = 01000;
  private static final int GROUP_WRITES = 0020;
  private static final int OTHERS_WRITE = 0002;
  private static final int MODE_BITS = 07777;

  Trust {
    owners = Set.copyOf(owners);
  }

  /** The rule for this process: its user and root, and under sudo also the user who ran sudo. */
  static Trust ofThisProcess() {
    Set<Integer> owners = new LinkedHashSet<>();
    int user = (int) new UnixSystem().getUid();
    owners.add(user);
    owners.add(ROOT);
    String sudo = Optional.ofNullable(System.getenv("SUDO_UID")).orElse("");
    if (user == ROOT && sudo.matches("\\d{1,10}")) {
      owners.add((int) Long.parseLong(sudo));
    }
    return new Trust(owners);
  }

  /** An untrusted path, the reason, and what to do. */
  record Doubt(Path path, String reason, String advice) {}

  /** The first untrusted path between a folder and a file in it. */
  Optional<Doubt> doubt(Path folder, Path file) {
    try {
      Optional<Doubt> doubt = doubt(folder);
      Path step = folder;
      for (Path name : folder.relativize(file)) {
        step = step.resolve(name);
        if (doubt.isPresent() || !Files.exists(step, LinkOption.NOFOLLOW_LINKS)) {
          return doubt;
        }
        doubt = doubt(step);
      }
      return doubt;
    } catch (IOException e) {
      return Optional.of(new Doubt(file, "PIM cannot find out its owner: " + e, ""));
    }
  }

  /** A link is trusted when the link, its target and the target's folder are. */
  private Optional<Doubt> doubt(Path path) throws IOException {
    Optional<Doubt> here = judge(path);
    // A dangling link is harmless: nothing is read through it.
    if (here.isPresent() || !Files.isSymbolicLink(path) || !Files.exists(path)) {
      return here;
    }
    Path target = path.toRealPath();
    Optional<Doubt> there = judge(target);
    return there.isPresent() || target.getParent() == null ? there : judge(target.getParent());
  }

  private Optional<Doubt> judge(Path path) throws IOException {
    Map<String, Object> facts =
        Files.readAttributes(path, "unix:uid,gid,mode,owner,group", LinkOption.NOFOLLOW_LINKS);
    int mode = (Integer) facts.get("mode");
    String described =
        "owner "
            + facts.get("owner")
            + ", group "
            + facts.get("group")
            + ", mode "
            + Integer.toOctalString(mode & MODE_BITS);
    if (!owners.contains((Integer) facts.get("uid"))) {
      return Optional.of(new Doubt(path, "another user owns it (" + described + ")", ""));
    }
    if (!Files.isSymbolicLink(path) && writableByOthers(mode, facts)) {
      return Optional.of(
          new Doubt(path, "others may write to it (" + described + ")", "chmod go-w " + path));
    }
    return Optional.empty();
  }

  /**
   * A file with group write permission is still private when the group is the owner's private one:
   * with umask 002, as on Debian and Fedora, every file is like that, and the group has the user's
   * name. In a folder with the sticky bit, such as /tmp, others can only add files of their own.
   */
  private static boolean writableByOthers(int mode, Map<String, Object> facts) {
    boolean sticky = (mode & STICKY) != 0;
    boolean privateGroup =
        facts.get("gid").equals(ROOT)
            || facts.get("group").toString().equals(facts.get("owner").toString());
    boolean byGroup = (mode & GROUP_WRITES) != 0 && !privateGroup;
    return !sticky && (byGroup || (mode & OTHERS_WRITE) != 0);
  }
}
