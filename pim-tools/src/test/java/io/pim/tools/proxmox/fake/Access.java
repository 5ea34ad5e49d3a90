package io.pim.tools.proxmox.fake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Users, tokens and their rights on paths. */
public final class Access {
  private record Token(String secret, boolean separated) {}

  private record Grant(String subject, String path, Set<String> privileges, boolean propagates) {}

  private final Map<String, Token> tokens = new HashMap<>();
  private final List<Grant> grants = new ArrayList<>();

  /** A token; a privilege-separated one has no rights at first. */
  public synchronized void addToken(String id, String secret, boolean separated) {
    tokens.put(id, new Token(secret, separated));
  }

  /** Gives a user or token rights on a path and everything below it. */
  public synchronized void grant(String subject, String path, String... privileges) {
    grants.removeIf(grant -> grant.subject().equals(subject) && grant.path().equals(path));
    grants.add(new Grant(subject, path, Set.of(privileges), true));
  }

  /** Removes one right wherever it was given. */
  public synchronized void revoke(String privilege) {
    grants.replaceAll(
        grant -> {
          Set<String> left = new TreeSet<>(grant.privileges());
          left.remove(privilege);
          return new Grant(grant.subject(), grant.path(), left, grant.propagates());
        });
  }

  synchronized Identity authenticate(Optional<String> header) throws Refusal {
    if (header.isEmpty() || !header.get().matches("PVEAPIToken[= ].+")) {
      throw Refusal.bare(401, "No ticket");
    }
    String value = header.get().substring("PVEAPIToken=".length());
    int at = value.lastIndexOf('=');
    Token token = at < 0 ? null : tokens.get(value.substring(0, at));
    if (token == null || !token.secret().equals(value.substring(at + 1))) {
      throw Refusal.bare(401, "Authentication failed!");
    }
    return new Identity(value.substring(0, at));
  }

  synchronized Set<String> privileges(Identity who, String path, Optional<String> pool) {
    Set<String> own = direct(who.name(), path, pool);
    if (!who.isToken()) {
      return own;
    }
    Set<String> users = direct(who.user(), path, pool);
    if (!tokens.get(who.name()).separated()) {
      return users;
    }
    own.retainAll(users);
    return own;
  }

  private Set<String> direct(String subject, String path, Optional<String> pool) {
    Set<String> privileges = new TreeSet<>(along(subject, path));
    pool.ifPresent(name -> privileges.addAll(along(subject, "/pool/" + name)));
    return privileges;
  }

  /** The grant nearest to the path replaces those above it. */
  private Set<String> along(String subject, String path) {
    Set<String> privileges = Set.of();
    for (String above : above(path)) {
      Optional<Grant> grant =
          grants.stream()
              .filter(g -> g.subject().equals(subject) && g.path().equals(above))
              .findFirst();
      privileges = grant.map(Grant::privileges).orElse(privileges);
    }
    return privileges;
  }

  private static List<String> above(String path) {
    List<String> all = new ArrayList<>(List.of("/"));
    for (int at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1)) {
      all.add(path.substring(0, at));
    }
    if (path.length() > 1) {
      all.add(path);
    }
    return all;
  }

  /** Every path with an entry, for the answer to /access/permissions. */
  synchronized Map<String, Map<String, Integer>> table(Identity who, Optional<String> onePath) {
    Set<String> paths = new TreeSet<>();
    onePath.ifPresentOrElse(paths::add, () -> grants.forEach(grant -> paths.add(grant.path())));
    Map<String, Map<String, Integer>> table = new TreeMap<>();
    for (String path : paths) {
      Map<String, Integer> rights = new LinkedHashMap<>();
      privileges(who, path, Optional.empty()).forEach(privilege -> rights.put(privilege, 1));
      if (!rights.isEmpty()) {
        table.put(path, rights);
      }
    }
    return table;
  }
}
