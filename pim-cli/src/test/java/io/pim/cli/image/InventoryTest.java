package io.pim.cli.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.testing.FakeHost;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.model.files.BuildId;
import io.pim.model.files.DeploymentId;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import io.pim.model.registry.DeploymentEntry;
import io.pim.model.registry.Deployments;
import io.pim.model.registry.Registry;
import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real Terraform and Ansible read the files that PIM writes for them. */
class InventoryTest {
  private static final BuildId WEB = BuildId.of("web-x86_64-20261122-100000");

  @TempDir Path root;
  private PimHome pim;

  @BeforeEach
  void makeHome() throws IOException {
    pim = new PimHome(root, null);
    register(pim.folders.image(WEB.text()));
  }

  private void register(Path image) throws IOException {
    PimHome.write(image, "qcow2");
    new Registry(pim.folders).register(FakeHost.entry(WEB, image));
  }

  private void deploy(String time, String place) throws IOException {
    deploy("shelf", "directory", time, place);
  }

  private void deploy(String target, String type, String time, String place) throws IOException {
    new Deployments(pim.folders)
        .add(
            new DeploymentEntry(
                DeploymentId.of("web-x86_64-to-" + target + "-" + time),
                WEB.text(),
                type,
                place,
                Instant.parse("2026-11-27T10:00:00Z"),
                Optional.empty(),
                DeploymentEntry.State.CURRENT));
  }

  private String outputFor(String tool) {
    Ran ran = pim.run("image", "export", "--for", tool);
    assertEquals(0, ran.status(), ran.err());
    return ran.out();
  }

  /** The Terraform of {@code make terraform}: another one on the PATH may read them differently. */
  private static Path terraform() {
    Path own =
        PimFolders.of(System.getenv(), Path.of(System.getProperty("user.home")), Path.of(""))
            .tools()
            .resolve("terraform-1.5.7/terraform");
    assumeTrue(Files.isExecutable(own), "no Terraform 1.5.7: make terraform");
    return own;
  }

  private static Finished run(Path folder, List<String> argv) throws InterruptedException {
    return new ProcessRunner()
        .run(
            Command.of(argv, Duration.ofMinutes(2))
                .withEnvironment(
                    Map.of(
                        "HOME",
                        folder.toString(),
                        "CHECKPOINT_DISABLE",
                        "1",
                        "TF_CLI_CONFIG_FILE",
                        "",
                        "TF_DATA_DIR",
                        folder.resolve("tf").toString(),
                        "ANSIBLE_LOCAL_TEMP",
                        folder.resolve("ansible").toString(),
                        "LC_ALL",
                        "C.UTF-8")));
  }

  private static void succeeds(Finished finished) {
    assertTrue(finished.succeeded(), finished.output());
  }

  @Test
  void terraformReadsTheImagesPathAndTheRegistryItself() throws Exception {
    String terraform = terraform().toString();
    deploy("20261120-100000", "/srv/old.qcow2");
    deploy("20261127-100000", "/srv/web.qcow2");
    Path project = Files.createDirectory(root.resolve("tofu"));
    Files.writeString(project.resolve("pim_images.tf.json"), outputFor("tofu"));
    Files.writeString(
        project.resolve("main.tf"),
        """
        output "path" {
          value = local.pim_images["web-x86_64"].path
        }
        output "deployed" {
          value = local.pim_deployments["shelf"]["web-x86_64"].place
        }
        output "sha256" {
          value = yamldecode(file("%s")).images["%s"].sha256
        }
        """
            .formatted(pim.folders.registry(), WEB));
    String there = "-chdir=" + project;

    succeeds(run(root, List.of(terraform, there, "init", "-no-color")));
    succeeds(run(root, List.of(terraform, there, "apply", "-auto-approve", "-no-color")));
    Finished read = run(root, List.of(terraform, there, "output", "-json"));

    JsonNode outputs = Json.mapper().readTree(read.output());
    assertEquals(
        pim.folders.image(WEB.text()).toString(), outputs.get("path").get("value").asText());
    assertEquals("/srv/web.qcow2", outputs.get("deployed").get("value").asText());
    assertEquals(
        new Registry(pim.folders).list().get(0).sha256().hex(),
        outputs.get("sha256").get("value").asText());
  }

  /** A template and an AMI, each of the newest deployment, and one on several nodes. */
  private void deployToClouds() throws IOException {
    deploy("proxmox-sg", "proxmox", "20261120-100000", "9000");
    deploy("proxmox-sg", "proxmox", "20261127-100000", "9001");
    deploy("proxmox-all", "proxmox", "20261127-100000", "sg1:9002 sg2:9003");
    deploy("aws-eu", "aws", "20261127-100000", "ami-0123456789abcdef0");
    deploy("aws-all", "aws", "20261127-100000", "eu-west-1:ami-0a us-east-1:ami-0b");
  }

  @Test
  void terraformReadsTemplatesAndAmisByTargetAndProfile() throws Exception {
    String terraform = terraform().toString();
    deployToClouds();
    Path project = Files.createDirectory(root.resolve("tofu"));
    Files.writeString(project.resolve("pim.tf.json"), outputFor("tofu"));
    Files.writeString(project.resolve("main.tf"), hclOf("## Templates and AMIs"));
    String there = "-chdir=" + project;

    succeeds(run(root, List.of(terraform, there, "init", "-no-color")));
    succeeds(run(root, List.of(terraform, there, "apply", "-auto-approve", "-no-color")));
    Finished read = run(root, List.of(terraform, there, "output", "-json"));

    JsonNode outputs = Json.mapper().readTree(read.output());
    JsonNode template = outputs.get("template").get("value");
    assertTrue(template.isNumber(), template.toString());
    assertEquals(9001, template.asInt());
    assertEquals("ami-0123456789abcdef0", outputs.get("ami").get("value").asText());
    JsonNode templates = outputs.get("templates").get("value");
    assertEquals(Json.mapper().readTree("{\"sg1\": 9002, \"sg2\": 9003}"), templates);
    JsonNode amis = outputs.get("amis").get("value");
    assertEquals("ami-0b", amis.get("us-east-1").asText());
  }

  /** The configuration in a section of docs/registry.md, for the profile of this test. */
  private static String hclOf(String section) throws IOException {
    Path guide = Path.of("../docs/registry.md");
    List<String> lines = Files.readAllLines(guide);
    int begin = lines.indexOf(section) + 1;
    assertTrue(begin > 0, "no section " + section);
    return lines.subList(begin, lines.size()).stream()
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("    ") || line.isBlank())
        .map(line -> line.replace("developer-x86_64", "web-x86_64"))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void ansibleReadsTemplatesAndAmisByTargetAndProfile() throws Exception {
    Optional<Path> program = Tools.of(System.getenv()).find("ansible");
    assumeTrue(program.isPresent(), "ansible is not installed");
    deployToClouds();
    Path inventory = Files.writeString(root.resolve("pim.json"), outputFor("ansible"));
    String ids =
        "{{ pim_deployments['proxmox-sg']['web-x86_64'].place | int }}"
            + " {{ pim_deployments['aws-eu']['web-x86_64'].place }}";

    Finished read =
        run(
            root,
            List.of(
                program.get().toString(),
                "localhost",
                "-i",
                inventory.toString(),
                "-m",
                "ansible.builtin.debug",
                "-a",
                "msg=\"" + ids + "\""));

    succeeds(read);
    assertTrue(read.output().contains("9001 ami-0123456789abcdef0"), read.output());
  }

  @Test
  void ansibleReadsTheInventory() throws Exception {
    Optional<Path> program = Tools.of(System.getenv()).find("ansible-inventory");
    assumeTrue(program.isPresent(), "ansible-inventory is not installed");
    deploy("20261127-100000", "/srv/web.qcow2");
    Path inventory = Files.writeString(root.resolve("pim_images.json"), outputFor("ansible"));

    Finished read =
        run(root, List.of(program.get().toString(), "-i", inventory.toString(), "--list"));

    succeeds(read);
    JsonNode all =
        Json.mapper().readTree(read.output().substring(read.output().indexOf("\n{") + 1));
    assertEquals("web-x86_64", all.get("pim_images").get("hosts").get(0).asText());
    JsonNode host = all.get("_meta").get("hostvars").get("web-x86_64");
    assertEquals(pim.folders.image(WEB.text()).toString(), host.get("pim_path").asText());
    assertEquals(1234, host.get("pim_size").asLong());
    assertEquals("local", host.get("ansible_connection").asText());
    assertEquals(
        "/srv/web.qcow2",
        host.get("pim_deployments").get("shelf").get("web-x86_64").get("place").asText());
  }

  @Test
  void exportsOnlyTheRequestedCurrentDeployments() throws Exception {
    deploy("20261120-100000", "/srv/old.qcow2");
    deploy("20261127-100000", "/srv/web.qcow2");

    JsonNode all = Json.mapper().readTree(outputFor("tofu")).get("locals").get("pim_deployments");
    Ran none = pim.run("image", "export", "--for", "tofu", "--arch", "arm64");

    assertEquals(1, all.size());
    JsonNode deployed = all.get("shelf").get("web-x86_64");
    assertEquals("web-x86_64-to-shelf-20261127-100000", deployed.get("id").asText());
    assertTrue(deployed.get("previous").isNull());
    assertEquals(0, Json.mapper().readTree(none.out()).get("locals").get("pim_deployments").size());
  }

  @Test
  void escapesTemplatesInADeployment() throws Exception {
    deploy("20261127-100000", "{{ lookup('pipe', 'id') }}${file(\"x\")}");
    for (String tool : List.of("tofu", "ansible")) {
      Ran ran = pim.run("image", "export", "--for", tool);
      assertEquals(1, ran.status());
      assertTrue(ran.err().contains("would evaluate as a template"), ran.err());
    }
  }

  @Test
  void exportsOnlyImagesOnThisHost() throws Exception {
    Files.delete(pim.folders.image(WEB.text()));
    JsonNode tofu = Json.mapper().readTree(outputFor("tofu"));
    assertEquals(0, tofu.get("locals").get("pim_images").size());
  }

  @Test
  void escapesTemplatesInTheRegistry() throws Exception {
    register(root.resolve("{{ lookup('pipe', 'id') }}/${file(\"x\")}.qcow2"));
    for (String tool : List.of("tofu", "ansible")) {
      Ran ran = pim.run("image", "export", "--for", tool);
      assertEquals(1, ran.status());
      assertTrue(ran.err().contains("would evaluate as a template"), ran.err());
      assertEquals("", ran.out());
    }
  }

  @Test
  void reportsWrongUsage() {
    for (String line :
        List.of(
            "image export",
            "image export web",
            "image export --format raw",
            "image export web --for tofu",
            "image export web --format floppy",
            "image export web --format raw --arch arm64",
            "image export web --format raw --to nowhere/x.raw",
            "image export --for chef",
            "image export wbe --format raw",
            "image import nothing.raw --profile x --arch x86_64",
            "image import pim.yml --profile ../x --arch x86_64",
            "image import pim.yml --profile x",
            "image import pim.yml --profile x --arch arm64 --firmware bios",
            "image import pim.yml --profile x --arch x86_64 --name " + WEB,
            "image import pim.yml --profile x --arch x86_64 --uefi-vars pim.yml",
            "image verify",
            "image verify wbe",
            "image show wbe --latest")) {
      Ran ran = pim.run(line.split(" "));
      assertEquals(2, ran.status(), line + ": " + ran.err());
      assertEquals("", ran.out(), line);
    }
  }
}
