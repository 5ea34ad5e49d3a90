package io.pim.host.deploy.proxmox;

import io.pim.host.build.BuildLog;
import io.pim.host.build.StepReporter;
import io.pim.host.deploy.DeployContext;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.deploy.DeploySecrets;
import io.pim.model.deploy.DeployStep;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.BuildId;
import io.pim.model.files.DeploymentFolder;
import io.pim.model.files.DeploymentId;
import io.pim.model.plan.StepKey;
import io.pim.model.secret.Redactor;
import io.pim.model.target.ProxmoxTarget;
import io.pim.model.target.TargetSettings;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import io.pim.tools.proxmox.fake.FakeProxmox;
import io.pim.tools.qemu.ImageConverter;
import io.pim.tools.qemu.QemuImg;
import io.pim.tools.qemu.QemuInstallation;
import io.pim.workflows.activity.DeployNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Runs deployments as the workflow does: each step on a newly opened driver. */
final class Deployments {
  static final QemuImg QEMU_IMG =
      new QemuImg(
          new QemuInstallation(Tools.of(System.getenv()), new ProcessRunner()),
          new ProcessRunner());
  static final ImageConverter CONVERTER =
      new ImageConverter(
          new QemuInstallation(Tools.of(System.getenv()), new ProcessRunner()),
          new ProcessRunner());

  private static final Instant BEGIN = Instant.parse("2026-11-27T10:00:00Z");
  private static final int MOST_TRIES = 12;

  private final FakeProxmox fake;
  private final Path folder;
  private final Map<String, Object> settings = new HashMap<>();
  private Firmware firmware = Firmware.BIOS;
  private Architecture architecture = Architecture.X86_64;
  private int keep = 3;
  private Duration reach = ProxmoxDriver.REACH;
  private IntFunction<byte[]> content = Deployments::bytes;
  private Optional<Supplier<ImportNode>> node = Optional.empty();

  Deployments(FakeProxmox fake, Path folder) {
    this.fake = fake;
    this.folder = folder;
    settings.put("type", "proxmox");
    settings.put("host", "127.0.0.1");
    settings.put("port", fake.port());
    settings.put("node", "pve1");
    settings.put("storage", "local-lvm");
    settings.put("import_storage", "local");
    settings.put("fingerprint", fake.fingerprint());
    settings.put("try", true);
  }

  Deployments with(String setting, Object value) {
    settings.put(setting, value);
    return this;
  }

  Deployments without(String setting) {
    settings.remove(setting);
    return this;
  }

  Deployments uefi() {
    firmware = Firmware.UEFI;
    return this;
  }

  /** Makes images for arm64, which has only UEFI. */
  Deployments arm() {
    architecture = Architecture.ARM64;
    return uefi();
  }

  /** Sets how long a node may take to download the image. */
  Deployments reachedWithin(Duration time) {
    reach = time;
    return this;
  }

  /** Makes each driver reach the node this way instead of over SSH. */
  Deployments over(Supplier<ImportNode> opener) {
    node = Optional.of(opener);
    return this;
  }

  /** Makes every image this one. */
  Deployments of(byte[] image) {
    content = number -> image;
    return this;
  }

  Deployments keeping(int count) {
    keep = count;
    return this;
  }

  ProxmoxTarget target() {
    return (ProxmoxTarget) TargetSettings.read("sg", settings);
  }

  ProxmoxDriver driver() {
    ProxmoxTarget target = target();
    return ProxmoxDriver.open(
        target,
        new DeploySecrets(Map.of("token", fake.token())),
        folder,
        CONVERTER,
        node.isPresent() ? node.map(Supplier::get) : ProxmoxDriver.node(target, folder),
        time -> {},
        reach);
  }

  /** The ID of a deployment of an image for x86_64. */
  static DeploymentId id(int number) {
    return id(number, Architecture.X86_64);
  }

  private static DeploymentId id(int number, Architecture architecture) {
    return DeploymentId.startedAt("developer", architecture, "sg", BEGIN.plusSeconds(number * 60L));
  }

  static byte[] bytes(int number) {
    byte[] bytes = new byte[300_000 + number];
    new Random(number).nextBytes(bytes);
    return bytes;
  }

  DeployedImage image(int number) {
    return new DeployedImage(
        "developer-" + number,
        "developer",
        architecture,
        "host",
        Sha256.ofBytes(content.apply(number)),
        content.apply(number).length,
        "qcow2",
        firmware,
        BuildId.startedAt("developer", architecture, BEGIN),
        StepKey.of("0123456789abcdef".repeat(4)));
  }

  DeployContext context(int number, DeployStep step) throws IOException {
    return context(number, step, DeployAct.DEPLOY, Optional.empty());
  }

  DeployContext context(
      int number, DeployStep step, DeployAct act, Optional<DeploymentId> rollbackTo)
      throws IOException {
    Path own = Files.createDirectories(folder.resolve(act + "-" + number));
    Path file = own.resolve("image.qcow2");
    if (!Files.exists(file)) {
      Files.write(file, content.apply(number));
    }
    Path variables = Files.write(own.resolve("vars.fd"), new byte[540_672]);
    DeployPlan plan =
        DeployPlan.of(
            act,
            "sg",
            "proxmox",
            settings,
            image(number),
            rollbackTo,
            keep,
            target().common().trial());
    StepReporter silent =
        new StepReporter() {
          @Override
          public void line(String line) {}

          @Override
          public void fraction(double fraction, String line) {}
        };
    return new DeployContext(
        id(number, architecture),
        plan,
        step,
        file,
        firmware == Firmware.UEFI ? Optional.of(variables) : Optional.empty(),
        Optional.empty(),
        new DeploymentFolder(own),
        new BuildLog(
            own.resolve("deploy.log"), new Redactor(List.of(fake.token())), Clock.systemUTC()),
        silent);
  }

  /** Runs a step once. */
  DeployNote run(int number, DeployStep step) throws IOException, InterruptedException {
    return run(context(number, step));
  }

  DeployNote run(DeployContext context) throws IOException, InterruptedException {
    try (ProxmoxDriver driver = driver()) {
      return switch (context.step()) {
        case CONVERT -> driver.convert(context);
        case UPLOAD -> driver.upload(context);
        case CREATE -> driver.create(context);
        case TRY -> driver.trial(context);
        case SWITCH -> driver.switchTo(context);
        case PRUNE -> driver.prune(context);
        default -> DeployNote.of("");
      };
    }
  }

  /** Runs a step as Temporal does: again, if that may help. */
  DeployNote repeat(int number, DeployStep step) throws IOException, InterruptedException {
    for (int left = MOST_TRIES; ; left--) {
      try {
        return run(number, step);
      } catch (BuildFailure e) {
        if (left == 0 || e.report().kind().remedy() != FailureKind.Remedy.REPEAT_STEP) {
          throw e;
        }
      }
    }
  }

  /** Runs a complete deployment. */
  void deploy(int number) throws IOException, InterruptedException {
    for (DeployStep step : DeployStep.of(DeployAct.DEPLOY, target().common().trial())) {
      repeat(number, step);
    }
  }

  DeployNote undo(int number) throws IOException, InterruptedException {
    for (int left = MOST_TRIES; ; left--) {
      try (ProxmoxDriver driver = driver()) {
        return driver.undo(context(number, DeployStep.RESOLVE));
      } catch (BuildFailure e) {
        if (left == 0 || e.report().kind().remedy() != FailureKind.Remedy.REPEAT_STEP) {
          throw e;
        }
      }
    }
  }
}
