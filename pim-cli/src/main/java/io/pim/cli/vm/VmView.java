package io.pim.cli.vm;

import io.pim.host.vm.VmCondition;
import io.pim.host.vm.VmRecord;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.PortForward;
import io.pim.tools.qemu.VmFacts;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A machine; the JSON of {@code pim vm list -o json} and {@code pim vm show -o json}. Fields that
 * an incomplete machine lacks are null.
 *
 * @param state in lower case, such as {@code running}
 * @param qemuStatus QEMU's own word, if it answers
 * @param memory in bytes
 * @param disk the size that the guest sees, in bytes
 * @param ports on 127.0.0.1
 * @param startedAt if it runs
 */
public record VmView(
    String name,
    String state,
    Optional<String> qemuStatus,
    Optional<String> image,
    Optional<String> imagePath,
    Optional<Architecture> architecture,
    Optional<Firmware> firmware,
    Optional<Integer> cpus,
    OptionalLong memory,
    OptionalLong disk,
    Optional<String> network,
    List<Port> ports,
    OptionalInt sshPort,
    Optional<String> user,
    Optional<String> accelerator,
    OptionalLong pid,
    Optional<Instant> startedAt,
    Optional<Instant> created,
    boolean removeWhenStopped) {

  /** A forwarded port. */
  public record Port(int host, int guest) {
    static Port of(PortForward forward) {
      return new Port(forward.hostPort(), forward.guestPort());
    }

    @Override
    public String toString() {
      return host + ":" + guest;
    }
  }

  /** The view of a machine. */
  public static VmView of(VmCondition found) {
    Optional<VmRecord> record = found.record();
    Optional<VmFacts> running = found.facts().filter(facts -> found.state().isUp());
    return new VmView(
        found.name().text(),
        found.state().word(),
        Optional.of(found.status()).filter(status -> !status.isEmpty()),
        record.map(vm -> vm.base().name()),
        record.map(vm -> vm.base().path().toString()),
        record.map(VmRecord::architecture),
        record.map(VmRecord::firmware),
        record.map(VmRecord::cpus),
        size(record.map(vm -> vm.memory().bytes())),
        size(record.map(vm -> vm.disk().bytes())),
        record.map(vm -> vm.network().toString()),
        record.stream().flatMap(vm -> vm.network().forwards().stream()).map(Port::of).toList(),
        running.map(VmFacts::sshPort).orElse(OptionalInt.empty()),
        record.map(VmRecord::user),
        running.map(VmFacts::accelerator).map(VmView::word),
        size(running.map(facts -> facts.process().pid())),
        running.map(facts -> facts.process().startedAt()),
        record.map(VmRecord::created),
        record.filter(VmRecord::removeWhenStopped).isPresent());
  }

  public boolean is(VmCondition.State wanted) {
    return state.equals(wanted.word());
  }

  private static String word(Accelerator accelerator) {
    return accelerator.name().toLowerCase(Locale.ROOT);
  }

  private static OptionalLong size(Optional<Long> value) {
    return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
  }
}
