package io.pim.host.deploy.folder;

import io.pim.host.deploy.DeployContext;
import io.pim.model.deploy.DeployAct;
import io.pim.model.files.DeploymentId;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a switch replaces; written before it.
 *
 * @param previous the deployment that users got before; empty when they got none
 */
public record SwitchFacts(Optional<DeploymentId> previous) {
  private static final String FACTS = "switch";

  /** Writes down what the context's switch replaces. */
  public static void write(DeployContext context, Optional<DeploymentId> now) throws IOException {
    Json.write(file(context), new SwitchFacts(now));
  }

  /** The facts of the context's switch; empty where it was not begun, or is not known any more. */
  public static Optional<SwitchFacts> read(DeployContext context) throws IOException {
    return Files.exists(file(context))
        ? Optional.of(Json.read(file(context), SwitchFacts.class))
        : Optional.empty();
  }

  private static Path file(DeployContext context) {
    return context.folder().facts(FACTS);
  }

  /** The deployment that the context lets users get. */
  public static DeploymentId wanted(DeployContext context) {
    return context.plan().rollbackTo().orElse(context.id());
  }

  /** The deployment that the context's switch replaced. */
  public static Optional<DeploymentId> previous(DeployContext context) throws IOException {
    return read(context).flatMap(SwitchFacts::previous);
  }

  /**
   * Whether the context has switched and can be switched back.
   *
   * @param now the deployment that users get
   */
  public static boolean isSwitched(DeployContext context, Optional<DeploymentId> now)
      throws IOException {
    boolean known = read(context).isPresent();
    return now.equals(Optional.of(wanted(context)))
        && (known || context.plan().act() != DeployAct.ROLLBACK);
  }

  /**
   * What to switch back to: the one before; where it is not known any more, the newest that is
   * there.
   *
   * @param newestFirst the finished deployments that are there
   */
  public static Optional<DeploymentId> before(DeployContext context, List<DeploymentId> newestFirst)
      throws IOException {
    List<DeploymentId> others =
        newestFirst.stream().filter(id -> !id.equals(wanted(context))).toList();
    Optional<SwitchFacts> facts = read(context);
    boolean wasFirst = facts.isPresent() && facts.get().previous().isEmpty();
    return previous(context)
        .filter(others::contains)
        .or(() -> wasFirst ? Optional.empty() : others.stream().findFirst());
  }
}
