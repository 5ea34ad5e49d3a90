package io.pim.host.deploy.proxmox;

import io.pim.model.deploy.DeployPlan;
import io.pim.model.files.DeploymentId;
import io.pim.model.target.ProxmoxTarget;
import io.pim.model.unit.Sha256;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The names that a deployment's things have on Proxmox VE. */
final class ProxmoxNames {
  /** The tag of all templates and trial machines that PIM makes, and of clones of them. */
  static final String TAG = "pim";

  private static final int TIME_LETTERS = "yyyymmdd-hhmmss".length();
  private static final int DIGEST_LETTERS = 12;

  private final ProxmoxTarget target;

  ProxmoxNames(ProxmoxTarget target) {
    this.target = target;
  }

  /** The name of the current template: what users of the target ask for. */
  String current(DeploymentId id) {
    return dnsName(target.common().name().of(id.profile(), id.architecture()));
  }

  /** The name of a template that is not the current one. */
  String aside(DeploymentId id) {
    String text = id.text();
    return current(id) + "-" + text.substring(text.length() - TIME_LETTERS);
  }

  /** The name of the machine that tries a template. */
  String trial(DeploymentId id) {
    return aside(id) + "-try";
  }

  /** The name of the uploaded image; it holds the digest, because a server tells the size only. */
  static String upload(DeploymentId id, Sha256 digest, String ending) {
    return uploadPrefix(id) + digest.hex().substring(0, DIGEST_LETTERS) + "." + ending;
  }

  /** What the names of all uploads of a deployment begin with. */
  static String uploadPrefix(DeploymentId id) {
    return "pim-" + fileName(id.text()) + "-";
  }

  /** What the names of all uploads of the plan's target, profile and architecture begin with. */
  static String linePrefix(DeployPlan plan) {
    return "pim-"
        + fileName(
            plan.image().profile() + "-" + plan.image().architecture() + "-to-" + plan.target())
        + "-";
  }

  /** The server would change the other characters itself. */
  private static String fileName(String text) {
    return text.replaceAll("[^A-Za-z0-9_.-]", "_");
  }

  /** Proxmox VE wants the names of VMs as DNS has them: no underscore, no hyphen at an end. */
  static String dnsName(String text) {
    return Arrays.stream(text.split("\\.", -1))
        .map(label -> label.replaceAll("[^A-Za-z0-9-]", "-").replaceAll("^-+|-+$", ""))
        .filter(label -> !label.isEmpty())
        .collect(Collectors.joining("."));
  }
}
