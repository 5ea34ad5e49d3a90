package io.pim.host.deploy.aws;

import io.pim.host.build.BuildLog;
import io.pim.host.build.StepReporter;
import io.pim.host.deploy.DeployContext;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.deploy.DeployStep;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.files.BuildId;
import io.pim.model.files.DeploymentFolder;
import io.pim.model.files.DeploymentId;
import io.pim.model.plan.StepKey;
import io.pim.model.secret.Redactor;
import io.pim.model.target.AwsTarget;
import io.pim.model.target.TargetSettings;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.tools.aws.fake.Ami;
import io.pim.tools.aws.fake.FakeAws;
import io.pim.tools.process.Pause;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import io.pim.tools.qemu.DiskFormat;
import io.pim.tools.qemu.ImageConverter;
import io.pim.tools.qemu.QemuInstallation;
import io.pim.workflows.activity.DeployNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Runs deployments as the workflow does: each step on a newly opened driver. */
final class AwsDeployments implements AutoCloseable {
  static final String REGION = "eu-central-1";
  static final int BLOCK = 512 << 10;

  private static final ImageConverter CONVERTER =
      new ImageConverter(
          new QemuInstallation(Tools.of(System.getenv()), new ProcessRunner()),
          new ProcessRunner());
  private static final Instant BEGIN = Instant.parse("2026-11-27T10:00:00Z");

  /** The worker is killed instead of waiting. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Path folder;
  private final Path images;
  private final Map<String, Object> settings = new HashMap<>();
  private Pause pause = time -> {};
  private Architecture architecture = Architecture.X86_64;
  private Firmware firmware = Firmware.BIOS;
  private int keep = 3;

  AwsDeployments(FakeAws fake, Path folder) {
    this(fake, folder, folder);
  }

  /**
   * Prepares deployments.
   *
   * @param images the folder of images made earlier
   */
  AwsDeployments(FakeAws fake, Path folder, Path images) {
    this.folder = folder;
    this.images = images;
    settings.put("type", "aws");
    settings.put("region", REGION);
    settings.put("endpoint", fake.endpoint());
    // The first source in the SDK's default chain.
    System.setProperty("aws.accessKeyId", FakeAws.KEY_ID);
    System.setProperty("aws.secretAccessKey", FakeAws.SECRET);
  }

  @Override
  public void close() {
    for (String name : List.of("accessKeyId", "secretAccessKey", "sessionToken")) {
      System.clearProperty("aws." + name);
    }
  }

  AwsDeployments with(String setting, Object value) {
    settings.put(setting, value);
    return this;
  }

  AwsDeployments of(Architecture its, Firmware withFirmware) {
    architecture = its;
    firmware = withFirmware;
    return this;
  }

  AwsDeployments keeping(int count) {
    keep = count;
    return this;
  }

  /** Kills a worker that would wait longer than a moment, until {@link #live}. */
  void killAtWaits() {
    pause =
        time -> {
          // The worker survives the pause between two checks of AWS's progress.
          if (time.compareTo(Duration.ofSeconds(5)) < 0) {
            throw new Killed();
          }
        };
  }

  /** Kills a worker that would query AWS's progress again, until {@link #live}. */
  void killAtQueries() {
    pause =
        time -> {
          throw new Killed();
        };
  }

  /** Runs an action once between two queries of AWS's progress. */
  void between(Runnable event) {
    pause =
        time -> {
          pause = later -> {};
          event.run();
        };
  }

  void live() {
    pause = time -> {};
  }

  AwsTarget target() {
    return (AwsTarget) TargetSettings.read("aws-eu", settings);
  }

  AwsDriver driver() {
    return AwsDriver.open(target(), CONVERTER, pause);
  }

  DeploymentId id(int number) {
    return DeploymentId.startedAt(
        "developer", architecture, "aws-eu", BEGIN.plusSeconds(number * 60L));
  }

  /** A disk with empty blocks 1, 4 and 5, and an incomplete last block. */
  static byte[] disk(int number) {
    byte[] disk = new byte[6 * BLOCK + BLOCK / 2];
    for (int block : new int[] {0, 2, 3, 6}) {
      byte[] part = new byte[BLOCK / 2];
      new Random(number * 10L + block).nextBytes(part);
      System.arraycopy(part, 0, disk, block * BLOCK, part.length);
    }
    return disk;
  }

  private Path image(int number) throws IOException, InterruptedException {
    Path image = images.resolve("image-" + number + ".qcow2");
    if (!Files.exists(image)) {
      Path raw = Files.createDirectories(images).resolve("image-" + number + ".raw");
      Files.write(raw, disk(number));
      makeImage(number, raw);
    }
    return image;
  }

  /** Makes the image with this number from a disk that is not {@link #disk}. */
  void makeImage(int number, Path raw) throws IOException, InterruptedException {
    CONVERTER.writeImage(
        raw,
        DiskFormat.RAW,
        Files.createDirectories(images).resolve("image-" + number + ".qcow2"),
        Compression.ZLIB,
        Duration.ofMinutes(1),
        fraction -> {});
  }

  DeployedImage deployed(int number) {
    return new DeployedImage(
        "developer-" + number,
        "developer",
        architecture,
        "host",
        Sha256.ofText("image " + number),
        1000,
        "qcow2",
        firmware,
        BuildId.startedAt("developer", architecture, BEGIN),
        StepKey.of("0123456789abcdef".repeat(4)));
  }

  DeployContext context(int number, DeployStep step) throws IOException, InterruptedException {
    return context(number, step, DeployAct.DEPLOY, Optional.empty());
  }

  DeployContext context(int number, DeployStep step, DeployAct act, Optional<DeploymentId> to)
      throws IOException, InterruptedException {
    Path own = Files.createDirectories(folder.resolve(act + "-" + number));
    DeployPlan plan =
        DeployPlan.of(
            act, "aws-eu", "aws", settings, deployed(number), to, keep, target().common().trial());
    StepReporter silent =
        new StepReporter() {
          @Override
          public void line(String line) {}

          @Override
          public void fraction(double fraction, String line) {}
        };
    return new DeployContext(
        id(number),
        plan,
        step,
        image(number),
        Optional.empty(),
        Optional.empty(),
        new DeploymentFolder(own),
        new BuildLog(own.resolve("deploy.log"), new Redactor(List.of()), Clock.systemUTC()),
        silent);
  }

  DeployNote run(int number, DeployStep step) throws IOException, InterruptedException {
    return run(context(number, step));
  }

  DeployNote run(DeployContext context) throws IOException, InterruptedException {
    try (AwsDriver driver = driver()) {
      return switch (context.step()) {
        case CONVERT -> driver.convert(context);
        case TRY -> driver.trial(context);
        case UPLOAD -> driver.upload(context);
        case CREATE -> driver.create(context);
        case SWITCH -> driver.switchTo(context);
        case PRUNE -> driver.prune(context);
        default -> DeployNote.of("");
      };
    }
  }

  private List<DeployStep> steps() {
    return DeployStep.of(DeployAct.DEPLOY, target().common().trial());
  }

  /** Runs a complete deployment. A killed worker gets a successor, which is not killed. */
  void deploy(int number) throws IOException, InterruptedException {
    for (DeployStep step : steps()) {
      try {
        run(number, step);
      } catch (Killed e) {
        live();
        run(number, step);
      }
    }
  }

  /** Runs a deployment until its worker is killed or done. */
  void deployUntilKilled(int number) throws IOException, InterruptedException {
    for (DeployStep step : steps()) {
      run(number, step);
    }
  }

  DeployNote rollback(int number, int to) throws IOException, InterruptedException {
    return run(context(number, DeployStep.SWITCH, DeployAct.ROLLBACK, Optional.of(id(to))));
  }

  DeployNote undo(int number) throws IOException, InterruptedException {
    try (AwsDriver driver = driver()) {
      return driver.undo(context(number, DeployStep.RESOLVE));
    }
  }

  String log(int number) throws IOException {
    return Files.readString(folder.resolve("DEPLOY-" + number).resolve("deploy.log"));
  }

  /** Whether an AMI has exactly the image's disk. */
  static boolean holds(Ami ami, int number) throws IOException {
    byte[] whole = Arrays.copyOf(disk(number), 7 * BLOCK);
    return Arrays.equals(whole, Files.readAllBytes(ami.snapshot().file()));
  }
}
