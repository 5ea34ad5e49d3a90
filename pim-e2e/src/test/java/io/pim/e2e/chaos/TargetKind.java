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

import io.pim.model.deploy.DeployStep;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A target of each type, with the steps at which something dies. */
enum TargetKind {
  /** A folder. */
  SHELF,
  /** A Proxmox VE; the only one that is asked to try what it got. */
  PVE,
  AWS,
  OCI,
  LIBVIRT,
  UTM;

  /** Whether a process serves it, which can die. */
  boolean isServed() {
    return this != SHELF && this != UTM;
  }

  /** All steps for two of them; for the others those that have no code in common with these. */
  List<DeployStep> steps() {
    return switch (this) {
      case SHELF -> List.of(RESOLVE, CHECK, CONVERT, UPLOAD, CREATE, SWITCH, RECORD, PRUNE);
      case PVE -> List.of(RESOLVE, CHECK, CONVERT, UPLOAD, CREATE, TRY, SWITCH, RECORD, PRUNE);
      case AWS -> List.of(CONVERT, UPLOAD, CREATE, SWITCH, PRUNE);
      case OCI, LIBVIRT, UTM -> List.of(UPLOAD, CREATE, SWITCH, PRUNE);
    };
  }

  /** Its name in targets.d. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Starts one, with its files in the home of whoever deploys. */
  LiveTarget open(Path home) throws Exception {
    return switch (this) {
      case SHELF -> FolderTarget.in(home.resolve(id()));
      case PVE -> ClusterTarget.start(home.resolve("fake-pve"));
      case AWS -> CloudTarget.start(home);
      case OCI -> RegistryTarget.start(home.resolve("registry"));
      case LIBVIRT -> PoolTarget.start();
      case UTM -> UtmFolderTarget.in(home.resolve(id()));
    };
  }
}
