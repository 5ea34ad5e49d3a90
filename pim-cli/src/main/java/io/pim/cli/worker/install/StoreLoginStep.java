package io.pim.cli.worker.install;

import io.pim.tools.oci.DockerConfig;
import io.pim.tools.oci.RegistryLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * Adds the login of the store's registry to docker's file of the worker's user. Everything else in
 * the file stays. A login that the user has there, or has with a credential helper, is kept.
 *
 * @param registry its host, with the port if it is not the usual one
 */
record StoreLoginStep(Machine machine, Layout layout, String registry, RegistryLogin login)
    implements Placed {
  private static final String PRIVATE = "rw-------";

  @Override
  public List<String> conflicts() throws IOException {
    if (!exists()) {
      return List.of();
    }
    boolean link = Files.isSymbolicLink(machine.at(path()));
    if ((link && layout.isOwnAccount()) || !Files.isRegularFile(machine.at(path()))) {
      return List.of(path() + " is a link or not a file");
    }
    Existing found = judge(existing());
    return link && found.equals(Existing.REPLACE)
        ? List.of(path() + " is a link, and has no login at " + registry)
        : found.differences();
  }

  @Override
  public String what() {
    return "write the login at "
        + registry
        + " to "
        + path()
        + " ("
        + PRIVATE
        + " "
        + layout.owner()
        + ")";
  }

  /** The mode of a person's file that has the login already is that person's choice. */
  @Override
  public boolean isDone() throws IOException {
    return isPresent() && (!layout.isOwnAccount() || hasModeAndOwner());
  }

  @Override
  public void apply() throws IOException {
    file(isPresent() ? existing() : config().with(registry, login)).apply();
  }

  @Override
  public Optional<String> makes() throws IOException {
    if (isPresent()) {
      return Optional.empty();
    }
    return exists()
        ? Optional.of(InstallRecord.loginAt(registry))
        : file(config().with(registry, login)).makes();
  }

  private FileStep file(byte[] content) {
    Existing.Rule added =
        (existing, wanted) -> isPresent(existing) ? Existing.KEEP : Existing.REPLACE;
    return new FileStep(
        machine, "the login at " + registry, path(), content, PRIVATE, layout.owner(), added);
  }

  private DockerConfig config() throws IOException {
    return exists() ? DockerConfig.read(existing()) : DockerConfig.empty();
  }

  private boolean isPresent() throws IOException {
    return exists() && isPresent(existing());
  }

  private boolean isPresent(byte[] existing) {
    return judge(existing).keep();
  }

  private Existing judge(byte[] existing) {
    try {
      DockerConfig config = DockerConfig.read(existing);
      if (config.helper(registry).isPresent()) {
        return Existing.KEEP;
      }
      Optional<RegistryLogin> has = config.stored(registry);
      if (has.isEmpty()) {
        return Existing.REPLACE;
      }
      return has.get().equals(login)
          ? Existing.KEEP
          : Existing.differs(List.of(different(has.get())));
    } catch (IOException e) {
      return Existing.differs(List.of(path() + ": " + e.getMessage()));
    }
  }

  private String different(RegistryLogin has) {
    String place = path() + " has the login of " + has.username() + " at " + registry;
    return has.username().equals(login.username())
        ? place + " with another password than the invitation"
        : place + ", and the invitation that of " + login.username();
  }

  private Path path() {
    return layout.dockerConfig();
  }

  private boolean exists() {
    return Files.exists(machine.at(path()), LinkOption.NOFOLLOW_LINKS);
  }

  private byte[] existing() throws IOException {
    return Files.readAllBytes(machine.at(path()));
  }

  private boolean hasModeAndOwner() throws IOException {
    Path file = machine.at(path());
    return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))
            .equals(PRIVATE)
        && machine.ownerOf(file).equals(layout.owner());
  }
}
