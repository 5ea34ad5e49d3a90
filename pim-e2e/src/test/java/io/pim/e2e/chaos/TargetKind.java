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
  /** A folder, at every step of the workflow: most steps have the same code for all targets. */
  SHELF(false, RESOLVE, CHECK, CONVERT, UPLOAD, CREATE, SWITCH, RECORD, PRUNE),
  /** A Proxmox VE; the only one that is asked to try what it got. */
  PVE(true, RESOLVE, CHECK, CONVERT, UPLOAD, CREATE, TRY, SWITCH, RECORD, PRUNE),
  /** EC2, for which the image is unpacked first. */
  AWS(true, CONVERT, UPLOAD, CREATE, SWITCH, PRUNE),
  OCI(true, UPLOAD, CREATE, SWITCH, PRUNE),
  LIBVIRT(true, UPLOAD, CREATE, SWITCH, PRUNE),
  UTM(false, UPLOAD, CREATE, SWITCH, PRUNE);

  private final boolean served;
  private final List<DeployStep> steps;

  TargetKind(boolean served, DeployStep... steps) {
    this.served = served;
    this.steps = List.of(steps);
  }

  /** Whether a process serves it, which can die. */
  boolean isServed() {
    return served;
  }

  List<DeployStep> steps() {
    return steps;
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
