package io.pim.host.deploy;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pim.host.build.StepReporter;
import io.pim.host.claim.BuildService;
import io.pim.host.deploy.directory.DirectoryDriver;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.deploy.DeploySecrets;
import io.pim.model.deploy.DeployStep;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.BuildFailure;
import io.pim.model.files.BuildId;
import io.pim.model.files.DeploymentId;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import io.pim.model.plan.StepKey;
import io.pim.model.registry.Deployments;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import io.pim.model.secret.Sealer;
import io.pim.model.target.DirectoryTarget;
import io.pim.model.target.TargetSettings;
import io.pim.model.target.TargetType;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.workflows.activity.DeployNote;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.message.OnFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Deployments of small images to a folder; images and folder belong to the test. */
public class TestDeployments {
  public static final String SECRET = "correct horse battery";
  public static final BuildService SERVICE = new BuildService("127.0.0.1:7233", "default");
  private static final String HOST = "host-a";
  private static final int USUAL_BYTES = 300_000;
  static final StepReporter SILENT =
      new StepReporter() {
        @Override
        public void line(String line) {}

        @Override
        public void fraction(double fraction, String line) {}
      };

  private final PimFolders folders;
  private final Path target;
  private final Map<String, Object> more;
  private final int imageBytes;
  private final TargetDrivers drivers;

  public TestDeployments(Path folder) {
    this(folder, Map.of(), USUAL_BYTES);
  }

  /**
   * Other images and another target.
   *
   * @param more settings of the target; with a type, all of them
   */
  public TestDeployments(Path folder, Map<String, Object> more, int imageBytes) {
    this.more = more;
    this.imageBytes = imageBytes;
    this.folders = PimFolders.of(Map.of("XDG_RUNTIME_DIR", folder.toString()), folder, folder);
    this.target = folder.resolve("shelf");
    this.drivers =
        new TargetDrivers(
            Map.of(
                TargetType.DIRECTORY,
                (name, settings, secrets) ->
                    DirectoryDriver.open(name, (DirectoryTarget) settings, target, null)));
  }

  /** Another type of target, which may have {@link #target} as its folder. */
  public TestDeployments(Path folder, Map<String, Object> settings, TargetDrivers.Factory factory) {
    this.more = settings;
    this.imageBytes = USUAL_BYTES;
    this.folders = PimFolders.of(Map.of("XDG_RUNTIME_DIR", folder.toString()), folder, folder);
    this.target = folder.resolve("shelf");
    TargetType type = TargetType.of((String) settings.get("type"));
    this.drivers = new TargetDrivers(Map.of(type, factory));
  }

  public PimFolders folders() {
    return folders;
  }

  /** The folder that images are deployed to. */
  public Path target() {
    return target;
  }

  public static DeploymentId id(int day) {
    return DeploymentId.startedAt(
        "web",
        Architecture.X86_64,
        "shelf",
        Instant.parse("2026-11-01T10:00:00Z").plusSeconds(86_400L * day));
  }

  /** Registers a qcow2 image that differs from those of other days. */
  public DeployedImage image(int day, Firmware firmware) throws IOException {
    Files.write(imageFile(day), emptyQcow2(day, imageBytes));
    return register(day, firmware);
  }

  private static BuildId build(int day) {
    return BuildId.startedAt(
        "web",
        Architecture.X86_64,
        Instant.parse("2026-10-01T10:00:00Z").plusSeconds(86_400L * day));
  }

  /** The path for the image of a day. */
  public Path imageFile(int day) throws IOException {
    Path file = folders.image(build(day).text());
    Files.createDirectories(file.getParent());
    return file;
  }

  /** Registers the image of a day with any content in its file. */
  public DeployedImage register(int day, Firmware firmware) throws IOException {
    BuildId build = build(day);
    Path file = imageFile(day);
    Files.writeString(folders.imageManifest(build.text()), "{}");
    if (firmware == Firmware.UEFI) {
      Files.writeString(folders.imageUefiVariables(build.text()), "variables " + day);
    }
    ImageEntry entry =
        new ImageEntry(
            build.text(),
            "web",
            Architecture.X86_64,
            file,
            "qcow2",
            Files.size(file),
            Sha256.ofFile(file),
            build,
            build.time().orElseThrow(),
            new StepKey(Sha256.ofText("key " + day)),
            firmware,
            folders.imageManifest(build.text()),
            Optional.of(folders.imageUefiVariables(build.text()))
                .filter(its -> firmware == Firmware.UEFI),
            Optional.of(HOST));
    new Registry(folders).register(entry);
    return DeployedImage.of(entry, HOST);
  }

  /** The header of a disk, and some data to copy. */
  private static byte[] emptyQcow2(int day, int size) {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    bytes.putInt(0x514649fb).putInt(2);
    bytes.putInt(20, 16);
    bytes.putLong(24, 1 << 20);
    for (int i = 65_536; i < bytes.capacity(); i++) {
      bytes.put(i, (byte) (i * 31 + day));
    }
    return bytes.array();
  }

  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>(more);
    if (!more.containsKey("type")) {
      settings.put("type", "directory");
      settings.put("path", target.toString());
    }
    return settings;
  }

  public DeployRequest request(DeploymentId id, DeployPlan plan) throws IOException {
    byte[] secrets = Json.mapper().writeValueAsBytes(new DeploySecrets(Map.of("login", SECRET)));
    return new DeployRequest(
        id,
        plan,
        Sealer.withKeyFile(folders.sealKey()).seal(secrets, DeployRequest.bound(id, plan)),
        OnFailure.HOLD);
  }

  public DeployPlan plan(DeployAct act, DeployedImage image, Optional<DeploymentId> to, int keep) {
    String type = settings().get("type").toString();
    return DeployPlan.of(act, "shelf", type, settings(), image, to, keep, false);
  }

  public DeployRequest deploy(int day, int keep) throws IOException {
    return request(
        id(day), plan(DeployAct.DEPLOY, image(day, Firmware.UEFI), Optional.empty(), keep));
  }

  public DeployRequest rollback(int day, int toDay) throws IOException {
    return request(
        id(day), plan(DeployAct.ROLLBACK, image(toDay, Firmware.UEFI), Optional.of(id(toDay)), 3));
  }

  public DeployRequest remove(int day, int keep) throws IOException {
    return request(
        id(day), plan(DeployAct.REMOVE, image(0, Firmware.UEFI), Optional.empty(), keep));
  }

  public OpenDeployments deployments() {
    return new OpenDeployments(folders, Clock.systemUTC());
  }

  public Deployments registry() {
    return new Deployments(folders);
  }

  public TargetDrivers drivers() {
    return drivers;
  }

  public DeployWork work() {
    return new DeployWork(new DeploymentImages(folders), drivers(), registry(), Clock.systemUTC());
  }

  public DeployLife life() {
    return new DeployLife(deployments(), work());
  }

  /** Runs one step as a worker that has just started would. */
  public DeployNote run(DeploymentId id, DeployStep step) throws IOException, InterruptedException {
    return run(id, step, SILENT);
  }

  public DeployNote run(DeploymentId id, DeployStep step, StepReporter reporter)
      throws IOException, InterruptedException {
    return work().run(deployments().open(id), step, reporter);
  }

  public DeployNote undo(DeploymentId id) throws IOException, InterruptedException {
    return life().undo(deployments().open(id), SILENT);
  }

  /** Opens a deployment and runs its steps up to one of them. */
  public void runUntil(DeployRequest request, DeployStep last)
      throws IOException, InterruptedException {
    life().open(request, SERVICE);
    for (DeployStep step : request.plan().steps()) {
      if (step.compareTo(last) <= 0) {
        run(request.id(), step);
      }
    }
  }

  /** Opens a deployment and runs one step, which must fail. */
  public BuildFailure failure(DeployRequest request, DeployStep step) throws IOException {
    life().open(request, SERVICE);
    return assertThrows(BuildFailure.class, () -> run(request.id(), step));
  }

  /** The deployments that the driver finds on the target, the oldest first. */
  public List<TargetDeployment> inventory() throws IOException, InterruptedException {
    try (TargetDriver driver =
        drivers.open("shelf", TargetSettings.read("shelf", settings()), DeploySecrets.NONE)) {
      return driver.inventory().stream()
          .sorted(Comparator.comparing(its -> its.id().text()))
          .toList();
    }
  }

  public List<DeploymentId> there() throws IOException, InterruptedException {
    return inventory().stream().map(TargetDeployment::id).toList();
  }

  /** Every name in the target's folder, with the file's content. */
  public Map<String, String> tree() throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> files = Files.walk(target)) {
      for (Path file : files.toList()) {
        String name = target.relativize(file).toString();
        if (Files.isSymbolicLink(file)) {
          tree.put(name, "-> " + Files.readSymbolicLink(file));
        } else {
          tree.put(name, Files.isDirectory(file) ? "folder" : Sha256.ofFile(file).hex());
        }
      }
    }
    return tree;
  }

  /** Runs a complete deployment. */
  public void runAll(DeployRequest request) throws IOException, InterruptedException {
    life().open(request, SERVICE);
    for (DeployStep step : request.plan().steps()) {
      run(request.id(), step);
    }
    life().close(request.id());
  }
}
