package io.pim.cli.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.model.files.BuildId;
import io.pim.model.files.Names;
import io.pim.model.json.Json;
import io.pim.model.registry.DeploymentEntry;
import io.pim.model.registry.ImageEntry;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A file that lists the newest images of each kind, and what is deployed, for another tool. */
public enum Inventory {
  /**
   * A file in OpenTofu's or Terraform's JSON syntax that sets {@code local.pim_images} and {@code
   * local.pim_deployments}.
   */
  TOFU("[$%]\\{") {
    @Override
    ObjectNode write(List<ImageEntry> images, List<DeploymentEntry> deployments) {
      ObjectNode file = Json.mapper().createObjectNode();
      file.put("//", "made by: pim image export --for tofu");
      ObjectNode locals = file.putObject("locals");
      ObjectNode all = locals.putObject("pim_images");
      images.forEach(image -> fill(all.putObject(key(image)), "", image));
      fill(locals.putObject(DEPLOYMENTS), deployments);
      return file;
    }
  },
  /**
   * An inventory with one host for each image, in the group {@code pim_images}. Every host has the
   * variable {@code pim_deployments}.
   */
  ANSIBLE("\\{[{%#]") {
    @Override
    ObjectNode write(List<ImageEntry> images, List<DeploymentEntry> deployments) {
      ObjectNode file = Json.mapper().createObjectNode();
      fill(file.putObject("all").putObject("vars").putObject(DEPLOYMENTS), deployments);
      ObjectNode hosts = file.putObject("pim_images").putObject("hosts");
      for (ImageEntry image : images) {
        ObjectNode host = hosts.putObject(key(image));
        // Tasks for an image work on its file, which is on this machine.
        host.put("ansible_connection", "local");
        fill(host, "pim_", image);
      }
      return file;
    }
  };

  private static final String DEPLOYMENTS = "pim_deployments";

  /** Matches the beginning of a template expression. */
  private final Pattern template;

  Inventory(String template) {
    this.template = Pattern.compile(template);
  }

  /**
   * The text of the file.
   *
   * @param images one for each profile and architecture
   * @param deployments one for each target, profile and architecture
   */
  public String text(List<ImageEntry> images, List<DeploymentEntry> deployments) {
    images.forEach(this::requirePlain);
    deployments.forEach(this::requirePlain);
    return write(images, deployments).toPrettyString() + "\n";
  }

  abstract ObjectNode write(List<ImageEntry> images, List<DeploymentEntry> deployments);

  private static String key(ImageEntry image) {
    return BuildId.workflowId(image.profile(), image.architecture());
  }

  private static void fill(ObjectNode node, String prefix, ImageEntry image) {
    node.put(prefix + "name", image.name());
    node.put(prefix + "profile", image.profile());
    node.put(prefix + "architecture", image.architecture().id());
    node.put(prefix + "path", image.path().toString());
    node.put(prefix + "format", image.format());
    node.put(prefix + "compression", image.compression().map(Object::toString).orElse(null));
    node.put(prefix + "size", image.size());
    node.put(prefix + "sha256", image.sha256().hex());
    node.put(prefix + "created", image.created().toString());
    node.put(prefix + "firmware", image.firmware().id());
    node.put(prefix + "uefi_vars", image.uefiVariables().map(Object::toString).orElse(null));
  }

  /** By target, then by profile and architecture. */
  private static void fill(ObjectNode all, List<DeploymentEntry> deployments) {
    for (DeploymentEntry deployment : deployments) {
      ObjectNode node =
          all.withObjectProperty(deployment.target())
              .putObject(BuildId.workflowId(deployment.profile(), deployment.architecture()));
      node.put("id", deployment.id().text());
      node.put("image", deployment.image());
      node.put("type", deployment.type());
      node.put("place", deployment.place());
      node.put("deployed", deployment.deployed().toString());
      node.put("previous", deployment.previous().map(Object::toString).orElse(null));
    }
  }

  private void requirePlain(DeploymentEntry deployment) {
    boolean plain =
        Names.isPlain(deployment.image())
            && Names.isPlain(deployment.type())
            && !template.matcher(deployment.place()).find();
    if (!plain) {
      throw refused("Deployment " + deployment.id(), deployment.place());
    }
  }

  /**
   * Refuses template expressions: other programs can write to the registry, and these tools would
   * execute them.
   */
  private void requirePlain(ImageEntry image) {
    Stream<String> free =
        Stream.concat(
            Stream.of(image.path().toString(), image.format()),
            image.uefiVariables().stream().map(Object::toString));
    if (!Names.isPlain(image.name())
        || !Names.isPlain(key(image))
        || free.anyMatch(text -> template.matcher(text).find())) {
      throw refused("Image " + image.name(), image.path());
    }
  }

  private static RuntimeException refused(String what, Object where) {
    return Complaint.of(ExitStatus.FAILED, what + " cannot be listed for this tool.")
        .at(where)
        .because("Its name or path contains text that the tool would evaluate as a template.")
        .advise("Fix the entry, or exclude it with --profile and --arch.")
        .failure();
  }
}
