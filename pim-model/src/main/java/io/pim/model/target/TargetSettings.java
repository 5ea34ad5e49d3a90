package io.pim.model.target;

import io.pim.model.config.ConfigMap;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.PlainValues;
import io.pim.model.config.Problems;
import java.util.Map;

/** The typed settings of one target. No secret is among them. */
public sealed interface TargetSettings
    permits ProxmoxTarget, AwsTarget, UtmTarget, DirectoryTarget, LibvirtTarget, OciTarget {

  TargetType type();

  CommonSettings common();

  /** The settings of a tree in which {@link TargetSchema} found no mistake. */
  static TargetSettings of(ConfigMap tree) {
    return switch (TargetType.of(tree.require(TypeSchema.TYPE, TargetSchema.TYPE_WORD))) {
      case PROXMOX -> ProxmoxTarget.of(tree);
      case AWS -> AwsTarget.of(tree);
      case UTM -> UtmTarget.of(tree);
      case DIRECTORY -> DirectoryTarget.of(tree);
      case LIBVIRT -> LibvirtTarget.of(tree);
      case OCI -> OciTarget.of(tree);
    };
  }

  /**
   * Reads settings again that came from elsewhere, such as a deployment's plan ({@link
   * Target#plain}). They are checked as if a person had written them.
   *
   * @param name of the target, for messages
   * @throws ConfigProblems with every mistake in them
   */
  static TargetSettings read(String name, Map<String, Object> plain) {
    ConfigMap tree = PlainValues.map("target " + name, plain);
    Problems problems = new Problems();
    TargetSchema.check(tree, problems);
    problems.throwIfAny();
    return of(tree);
  }
}
