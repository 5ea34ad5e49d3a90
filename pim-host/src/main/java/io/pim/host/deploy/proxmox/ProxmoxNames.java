package io.pim.host.deploy.proxmox;

import io.pim.model.deploy.DeployPlan;
import io.pim.model.files.DeploymentId;
import io.pim.model.target.ProxmoxTarget;
import io.pim.model.unit.Sha256;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The names of a deployment's VMs and uploads on Proxmox VE. */
final class ProxmoxNames {
  /** The tag of all templates and trial machines that PIM makes. Clones inherit it. */
  static final String TAG = "pim";

  private static final int TIME_LETTERS = "yyyymmdd-hhmmss".length();
  private static final int DIGEST_LETTERS = 12;

  private final ProxmoxTarget target;

  ProxmoxNames(ProxmoxTarget target) {
    this.target = target;
  }

  /** The name of the current template, which users of the target ask for. */
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

  /**
   * The name of an uploaded file. It contains the digest, because a server reports only the size.
   */
  static String upload(DeploymentId id, Sha256 digest, String ending) {
    return uploadPrefix(id) + digest.hex().substring(0, DIGEST_LETTERS) + "." + ending;
  }

  /** The prefix of the names of a deployment's uploads. */
  static String uploadPrefix(DeploymentId id) {
    return "pim-" + fileName(id.text()) + "-";
  }

  /** The prefix of the names of all uploads of the plan's target, profile and architecture. */
  static String linePrefix(DeployPlan plan) {
    return "pim-"
        + fileName(
            plan.image().profile() + "-" + plan.image().architecture() + "-to-" + plan.target())
        + "-";
  }

  /** Replaces the characters that the server would replace. */
  private static String fileName(String text) {
    return text.replaceAll("[^A-Za-z0-9_.-]", "_");
  }

  /** Makes a name that follows the rules of DNS, as Proxmox VE requires for VMs. */
  static String dnsName(String text) {
    return Arrays.stream(text.split("\\.", -1))
        .map(label -> label.replaceAll("[^A-Za-z0-9-]", "-").replaceAll("^-+|-+$", ""))
        .filter(label -> !label.isEmpty())
        .collect(Collectors.joining("."));
  }
}
