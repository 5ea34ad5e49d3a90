package io.pim.workflows.build;

import io.pim.model.files.BuildId;
import io.pim.model.plan.GuestAccess;
import io.pim.model.plan.IsoSource;
import io.pim.model.plan.Limits;
import io.pim.model.plan.MachineSpec;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKey;
import io.pim.model.plan.StepKind;
import io.pim.model.secret.SealedBlob;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.OnFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Small plans of the planner's shape. */
final class TestPlans {
  static final BuildId BUILD = BuildId.of("web-x86_64-20261122-120000");

  private TestPlans() {}

  /** A plan with two scripts, {@code base} and {@code app}, with these texts. */
  static Plan plan(String base, String app) {
    Map<String, String> scripts = new LinkedHashMap<>();
    scripts.put("base", base);
    scripts.put("app", app);
    return plan(scripts, "preseed");
  }

  /** A plan with these scripts, by name, in order. */
  static Plan plan(Map<String, String> scripts, String preseed) {
    List<PlanStep> steps = new ArrayList<>();
    Optional<StepKey> last = Optional.empty();
    for (StepKind kind : StepKind.inOrder()) {
      List<String> names =
          kind == StepKind.SCRIPT
              ? scripts.keySet().stream().map(script -> "script:" + script).toList()
              : List.of(kind.name().toLowerCase(Locale.ROOT));
      for (String name : names) {
        TreeMap<String, String> inputs = new TreeMap<>();
        if (kind == StepKind.SCRIPT) {
          inputs.put("script", scripts.get(name.substring("script:".length())));
        }
        if (kind == StepKind.INSTALL) {
          inputs.put("preseed", preseed);
        }
        Optional<StepKey> key =
            hasKey(kind) ? Optional.of(StepKey.derive(last, kind, inputs)) : Optional.empty();
        steps.add(new PlanStep(kind, name, key, inputs));
        last = key.isPresent() ? key : last;
      }
    }
    return new Plan(
        Plan.FORMAT,
        "web",
        new MachineSpec(
            Architecture.X86_64, Firmware.BIOS, ByteSize.parse("1G"), ByteSize.parse("512M"), 1),
        new IsoSource(
            "debian", "debian.iso", List.of("file:///debian.iso"), Digest.of(Sha256.ofText("iso"))),
        new GuestAccess("root", Duration.ofMinutes(1), Duration.ofSeconds(1)),
        new Limits(Duration.ofHours(1), Duration.ofHours(1), Duration.ofMinutes(5)),
        Plan.ANY_HOST,
        last.orElseThrow(),
        steps);
  }

  static Plan renamed(Plan plan, String profile) {
    return changed(plan, profile, plan.builder());
  }

  static Plan on(Plan plan, String builder) {
    return changed(plan, plan.profile(), builder);
  }

  private static Plan changed(Plan plan, String profile, String builder) {
    return new Plan(
        plan.format(),
        profile,
        plan.machine(),
        plan.iso(),
        plan.access(),
        plan.limits(),
        builder,
        plan.imageKey(),
        plan.steps());
  }

  static BuildRequest request(Plan plan, OnFailure onFailure) {
    return new BuildRequest(BUILD, plan, SealedBlob.of("c2VhbGVk"), false, onFailure);
  }

  private static boolean hasKey(StepKind kind) {
    return switch (kind) {
      case CLAIM, CACHE, BOOT, SSH, SHUTDOWN, REGISTER, PUSH, UNKNOWN -> false;
      case ISO, DISK, INSTALL, SCRIPT, FINALIZE, FLATTEN, VERIFY -> true;
    };
  }
}
