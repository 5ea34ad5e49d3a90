package io.pim.e2e.chaos;

import static io.pim.model.deploy.DeployStep.CHECK;
import static io.pim.model.deploy.DeployStep.CONVERT;
import static io.pim.model.deploy.DeployStep.CREATE;
import static io.pim.model.deploy.DeployStep.PRUNE;
import static io.pim.model.deploy.DeployStep.RECORD;
import static io.pim.model.deploy.DeployStep.RESOLVE;
import static io.pim.model.deploy.DeployStep.SWITCH;
import static io.pim.model.deploy.DeployStep.TRY;
import static io.pim.model.deploy.DeployStep.UPLOAD;

import io.pim.e2e.chaos.DeployCell.Victim;
import io.pim.model.deploy.DeployStep;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A target of each type, with the steps at which a process dies. */
enum TargetKind {
  /** A folder. */
  SHELF,
  /** A Proxmox VE; only this target boots a trial of its image. */
  PVE,
  /** A Proxmox VE of a release that accepts images over SSH only. */
  PVE_SSH,
  AWS,
  /** AWS with uploads through a bucket. */
  AWS_S3,
  OCI,
  LIBVIRT,
  UTM;

  /**
   * The processes that die; a folder has no server. The other upload methods differ only for a
   * worker.
   */
  Set<Victim> victims() {
    return switch (this) {
      case PVE, AWS, OCI, LIBVIRT -> EnumSet.allOf(Victim.class);
      case SHELF, UTM -> EnumSet.complementOf(EnumSet.of(Victim.TARGET));
      case PVE_SSH, AWS_S3 -> EnumSet.of(Victim.WORKER);
    };
  }

  /** Whether it keeps the bytes of a removed image until it collects garbage. */
  boolean remembersBytes() {
    return this == OCI;
  }

  /** All steps for two targets; for the others, the steps that share no code with these. */
  List<DeployStep> steps() {
    return switch (this) {
      case SHELF -> List.of(RESOLVE, CHECK, CONVERT, UPLOAD, CREATE, SWITCH, RECORD, PRUNE);
      case PVE -> List.of(RESOLVE, CHECK, CONVERT, UPLOAD, CREATE, TRY, SWITCH, RECORD, PRUNE);
      case AWS -> List.of(CONVERT, UPLOAD, CREATE, SWITCH, PRUNE);
      case PVE_SSH, AWS_S3 -> List.of(UPLOAD, CREATE);
      case OCI, LIBVIRT, UTM -> List.of(UPLOAD, CREATE, SWITCH, PRUNE);
    };
  }

  /** Its name in targets.d. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Starts a target, with its files in the home of the user who deploys. */
  LiveTarget open(Path home) throws Exception {
    return switch (this) {
      case SHELF -> FolderTarget.in(home.resolve(id()));
      case PVE -> ClusterTarget.start(home.resolve("fake-pve"));
      case PVE_SSH -> OldClusterTarget.start(home.resolve("fake-pve-ssh"));
      case AWS -> CloudTarget.start(home);
      case AWS_S3 -> CloudTarget.withBucket(home);
      case OCI -> RegistryTarget.start(home.resolve("registry"));
      case LIBVIRT -> PoolTarget.start(home);
      case UTM -> UtmFolderTarget.in(home.resolve(id()));
    };
  }
}
