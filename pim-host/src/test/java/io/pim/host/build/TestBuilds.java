package io.pim.host.build;

import io.pim.host.claim.BuildService;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import io.pim.model.plan.GuestAccess;
import io.pim.model.plan.InstallerArguments;
import io.pim.model.plan.IsoSource;
import io.pim.model.plan.Limits;
import io.pim.model.plan.MachineSpec;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanContents;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKey;
import io.pim.model.plan.StepKind;
import io.pim.model.secret.Sealer;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.OnFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Small builds of three scripts in the test's own folders. */
public final class TestBuilds {
  public static final BuildId ID = BuildId.of("web-x86_64-20261122-120000");
  public static final BuildId OTHER = BuildId.of("web-x86_64-20261122-130000");
  public static final BuildService SERVICE = new BuildService("127.0.0.1:7233", "default");
  public static final String SECRET = "correct horse battery";
  public static final String LONG_SECRET = "first line of a key\nsecond line of a key";

  private static final List<String> SCRIPTS = List.of("script:base", "script:app", "script:last");

  private final PimFolders folders;
  private Firmware firmware = Firmware.BIOS;
  private Compression compression = Compression.ZSTD;
  private ByteSize disk = ByteSize.parse("1M");
  private ByteSize memory = ByteSize.parse("64M");
  private Limits limits =
      new Limits(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1));
  private Duration patience = Duration.ofMillis(100);
  private boolean force;
  private boolean cold;
  private final Map<String, String> scripts = new TreeMap<>();
  private Optional<String> from = Optional.empty();

  public TestBuilds(Path folder) {
    this(PimFolders.of(Map.of("XDG_RUNTIME_DIR", folder.toString()), folder, folder));
  }

  public TestBuilds(PimFolders folders) {
    this.folders = folders;
  }

  public PimFolders folders() {
    return folders;
  }

  public OpenBuilds builds() {
    return new OpenBuilds(folders, Clock.systemUTC());
  }

  public TestBuilds with(Firmware value) {
    firmware = value;
    return this;
  }

  public TestBuilds with(Compression value) {
    compression = value;
    return this;
  }

  public TestBuilds with(ByteSize value) {
    memory = value;
    return this;
  }

  public TestBuilds disk(ByteSize value) {
    disk = value;
    return this;
  }

  public TestBuilds with(Limits value) {
    limits = value;
    return this;
  }

  /** The limit for SSH, before it is adjusted to the accelerator. */
  public TestBuilds patience(Duration value) {
    patience = value;
    return this;
  }

  /** The text of a script; a script without a text does nothing. */
  public TestBuilds script(String step, String text) {
    scripts.put(step, text);
    return this;
  }

  /** Whether guests boot even if a warm checkpoint exists. */
  public TestBuilds cold(boolean value) {
    cold = value;
    return this;
  }

  public TestBuilds forced() {
    force = true;
    return this;
  }

  /** A build that must repeat this step and all later ones. */
  public TestBuilds from(String step) {
    from = Optional.of(step);
    return this;
  }

  public OpenBuild save(BuildId id) throws IOException {
    return builds().save(request(id));
  }

  public BuildRequest request(BuildId id) throws IOException {
    byte[] contents = Json.mapper().writeValueAsBytes(contents());
    return new BuildRequest(
            id,
            plan(),
            Sealer.withKeyFile(folders.sealKey()).seal(contents, BuildRequest.bound(id, plan())),
            force,
            OnFailure.HOLD,
            from)
        .asCold(cold);
  }

  private Map<String, String> scripts() {
    Map<String, String> all = new TreeMap<>();
    SCRIPTS.forEach(name -> all.put(name, scripts.getOrDefault(name, "true")));
    return all;
  }

  private PlanContents contents() {
    return new PlanContents(
        "d-i url string " + PlanContents.INSTALL_URL + "\n",
        Optional.of("#!/bin/sh\n"),
        scripts(),
        Optional.empty(),
        Optional.of(SECRET),
        List.of(SECRET, LONG_SECRET, "abc", "pässwört"));
  }

  public Plan plan() {
    List<PlanStep> steps = new ArrayList<>();
    Optional<StepKey> last = Optional.empty();
    for (StepKind kind : StepKind.inOrder()) {
      String plain = kind.name().toLowerCase(Locale.ROOT);
      for (String name : kind == StepKind.SCRIPT ? SCRIPTS : List.of(plain)) {
        TreeMap<String, String> inputs = new TreeMap<>(Map.of("name", name));
        if (scripts.containsKey(name)) {
          inputs.put("script", scripts.get(name));
        }
        inputs.put("firmware", firmware.id());
        if (kind == StepKind.FLATTEN) {
          inputs.put(Plan.COMPRESSION, compression.id());
        }
        if (kind == StepKind.INSTALL) {
          inputs.put(
              InstallerArguments.INPUT,
              InstallerArguments.template(Architecture.X86_64, "web", "example"));
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
        new MachineSpec(Architecture.X86_64, firmware, disk, memory, 1),
        new IsoSource(
            "test", "test.iso", List.of("file:///test.iso"), Digest.of(Sha256.ofText("iso"))),
        new GuestAccess("root", patience, Duration.ofMillis(20)),
        limits,
        Plan.ANY_HOST,
        last.orElseThrow(),
        steps);
  }

  private static boolean hasKey(StepKind kind) {
    return switch (kind) {
      case CLAIM, CACHE, BOOT, SSH, SHUTDOWN, REGISTER, PUSH, UNKNOWN -> false;
      case ISO, DISK, INSTALL, SCRIPT, FINALIZE, FLATTEN, VERIFY -> true;
    };
  }
}
