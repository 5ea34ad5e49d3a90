package io.pim.workflows.build;

import io.pim.workflows.message.BuildSoFar;
import io.pim.workflows.message.HostMove;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The hosts that a build has lost, and where it continued. */
final class HostMoves {
  private final List<HostMove> done = new ArrayList<>();

  /** The lost host and the step that ran there, until another host continues. */
  private Optional<HostMove> begun = Optional.empty();

  HostMoves(Optional<BuildSoFar> soFar) {
    soFar.ifPresent(past -> done.addAll(past.status().moves()));
    soFar
        .filter(BuildSoFar::lastHostIsLost)
        .ifPresent(past -> lost(past.lastHost(), past.status().step()));
  }

  /** Records that the build has lost its host at a step. */
  void lost(String host, String step) {
    begun = Optional.of(new HostMove(host, step, "", "", false));
  }

  /** The lost host, if the build is about to continue on another one. */
  Optional<String> lostBefore(String host) {
    return begun.map(HostMove::lost).filter(lost -> !lost.equals(host));
  }

  /**
   * Records where the build continues, if it has lost a host.
   *
   * @param after the step after which it continues; empty if it starts over
   * @param pulled the step whose layer came from the shared store
   */
  void arrived(String host, Optional<String> after, Optional<String> pulled) {
    if (lostBefore(host).isPresent()) {
      HostMove from = begun.orElseThrow();
      boolean isPulled = after.isPresent() && after.equals(pulled);
      done.add(new HostMove(from.lost(), from.step(), host, after.orElse(""), isPulled));
    }
    begun = Optional.empty();
  }

  List<HostMove> list() {
    return List.copyOf(done);
  }
}
