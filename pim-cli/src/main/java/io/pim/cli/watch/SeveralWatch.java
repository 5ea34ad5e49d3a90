package io.pim.cli.watch;

import io.pim.cli.client.Outcome;
import io.pim.cli.output.Terminal;
import io.pim.cli.shell.Interrupts;
import io.pim.cli.temporal.ServiceKeeper;
import io.pim.cli.temporal.TemporalAccess.Session;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Shows several builds at once until each has ended or is held, or the person leaves. A held one is
 * watched on while others run, because somebody may retry it meanwhile.
 */
final class SeveralWatch<O extends Outcome> {
  private final Session session;
  private final List<Watched<O>> all;
  private final SeveralView view;
  private final Interrupts interrupts;
  private final Clock clock;
  private final ServiceKeeper keeper;
  private final Leaving leaving;
  private final Map<String, WatchEnd<O>> ends = new LinkedHashMap<>();
  private final Map<String, Seen<O>> answers = new LinkedHashMap<>();

  SeveralWatch(
      Session session,
      Terminal terminal,
      Interrupts interrupts,
      Clock clock,
      List<? extends Watched<O>> all) {
    this.session = session;
    this.all = List.copyOf(all);
    this.view = SeveralView.on(terminal, clock, all.stream().map(Watched::id).toList());
    this.interrupts = interrupts;
    this.clock = clock;
    this.keeper = new ServiceKeeper(session, clock, view::say);
    this.leaving = new Leaving(session, interrupts, view::say);
  }

  /** The ends in the order of the builds; of those that the person left, without an outcome. */
  List<WatchEnd<O>> watch() throws InterruptedException {
    LookPause pause = new LookPause();
    try (Looks looks = new Looks(session, interrupts)) {
      while (!isSettled()) {
        look(looks);
        if (!isSettled() && interrupts.await(pause.next()) && leaving.after(new LeftWork(open()))) {
          break;
        }
      }
    } finally {
      view.end();
    }
    return all.stream().map(work -> ends.getOrDefault(work.id(), WatchEnd.left())).toList();
  }

  /** Whether nothing more will happen by itself. */
  private boolean isSettled() {
    return ends.size() == all.size();
  }

  /** Those that have not ended. */
  private List<Watched<O>> open() {
    return all.stream().filter(work -> !hasEnded(work)).toList();
  }

  private boolean hasEnded(Watched<O> work) {
    return Optional.ofNullable(ends.get(work.id()))
        .flatMap(WatchEnd::outcome)
        .filter(outcome -> outcome.state().isEnded())
        .isPresent();
  }

  private void look(Looks looks) {
    for (Watched<O> work : open()) {
      if (!keeper.check()) {
        return;
      }
      try {
        looks.look(() -> work.observe(session.client())).ifPresent(seen -> take(work, seen));
      } catch (RuntimeException e) {
        keeper.missed(e);
        return;
      }
    }
    keeper.answered(progress());
    view.show(answers, clock.instant());
  }

  private Object progress() {
    List<Object> steps = new ArrayList<>();
    answers.values().forEach(seen -> seen.steps().ifPresent(steps::add));
    return steps;
  }

  private void take(Watched<O> work, Seen<O> seen) {
    keeper.serviceAnswered();
    leaving.cancelIfWanted(new LeftWork(open()));
    Seen<O> before = answers.get(work.id());
    Seen<O> now = seen.isAnswered() || before == null ? seen : seen.on(before);
    answers.put(work.id(), now);
    Optional<O> end =
        seen.ended()
            ? Optional.of(work.outcome(session.client()))
            : seen.held().filter(held -> !leaving.isCancelling());
    if (end.isPresent()) {
      ends.put(work.id(), new WatchEnd<>(end, Optional.of(now)));
    } else {
      // It was held, and somebody has retried it.
      ends.remove(work.id());
    }
  }
}
