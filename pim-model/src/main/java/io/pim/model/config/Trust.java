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
 * Which files of a project folder are obeyed: those that nobody but the user and root could have
 * written, as git and ssh have it. A project folder names scripts that run as root in images, and
 * where ISOs come from, so whoever may write to it decides what PIM does.
 *
 * @param owners the users whose files are obeyed, by number
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

  /** Of this process: its user and root; for root by sudo, whoever gave that command, too. */
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

  /** Something that is not obeyed, why, and what to do. */
  record Doubt(Path path, String reason, String advice) {}

  /** The first thing on the way from a folder to a file in it that others could have written. */
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
      return Optional.of(new Doubt(file, "its owner cannot be told: " + e, ""));
    }
  }

  /** A link is obeyed where it, what it leads to and the folder of that are. */
  private Optional<Doubt> doubt(Path path) throws IOException {
    Optional<Doubt> here = judge(path);
    // Of a link that leads nowhere nothing is read.
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
   * With a umask of 002 everything is writable for the owner's private group, which Debian and
   * Fedora name after the user. In a folder with the sticky bit, such as /tmp, others can only add
   * files, and those are theirs.
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
