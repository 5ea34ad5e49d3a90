package io.pim.tools.guestserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What cloud-init's NoCloud data source asks for: {@code meta-data}, {@code user-data} and {@code
 * vendor-data}. Values are JSON, which is YAML; and only printable ASCII goes in, where the two
 * agree without doubt.
 *
 * @param instanceId tells cloud-init a new instance from one it knows
 * @param authorizedKeys the lines that may log in, as in authorized_keys
 * @param user who may log in with them, with sudo; the image's default user when empty
 */
public record NoCloudSeed(
    String instanceId, String hostname, List<String> authorizedKeys, Optional<String> user) {
  private static final String PRINTABLE = "[\\x20-\\x7e]+";

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException for what is no host name, user name or printable line
   */
  public NoCloudSeed {
    require(instanceId, PRINTABLE, "an instance id");
    requireHostname(hostname);
    authorizedKeys = List.copyOf(authorizedKeys);
    authorizedKeys.forEach(key -> require(key, PRINTABLE, "an authorized key"));
    user.ifPresent(NoCloudSeed::requireUser);
  }

  /** Checks names before anything is made with them, as the constructor does. */
  public static void requireNames(String hostname, String user) {
    requireHostname(hostname);
    requireUser(user);
  }

  private static void requireHostname(String name) {
    require(name, "[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?", "a host name");
  }

  private static void requireUser(String name) {
    require(name, "[a-z_][a-z0-9_-]{0,31}", "a user's name");
  }

  private static void require(String value, String pattern, String what) {
    if (!value.matches(pattern)) {
      throw new IllegalArgumentException("'" + value + "' cannot be " + what);
    }
  }

  /**
   * What a machine's SMBIOS serial number has to say for cloud-init to ask there. Debian 12's takes
   * a URL under this name only; newer ones take it as well.
   *
   * @param folderUrl where the resources are, with a slash at its end
   */
  public static String smbiosSerial(String folderUrl) {
    return "ds=nocloud-net;s=" + folderUrl;
  }

  /** The three resources under the names NoCloud asks for. */
  public List<Resource> resources() {
    return List.of(
        new Resource("meta-data", "text/yaml", bytes(metaData())),
        new Resource("user-data", "text/cloud-config", bytes(userData())),
        new Resource("vendor-data", "text/cloud-config", bytes("#cloud-config\n{}\n")));
  }

  public String metaData() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("instance-id", instanceId);
    values.put("local-hostname", hostname);
    return lines(values);
  }

  /** The cloud-config: host name and keys, and the user where it is not the image's default. */
  public String userData() {
    StringBuilder text = new StringBuilder("#cloud-config\n");
    text.append("hostname: ").append(json(hostname)).append('\n');
    appendKeys(text, "");
    if (user.equals(Optional.of("root"))) {
      text.append("disable_root: false\n");
    }
    user.ifPresent(name -> appendUser(text, name));
    return text.toString();
  }

  private void appendUser(StringBuilder text, String name) {
    text.append("users:\n  - default\n  - name: ").append(json(name)).append('\n');
    if (!name.equals("root")) {
      text.append("    sudo: ").append(json("ALL=(ALL) NOPASSWD:ALL")).append('\n');
      text.append("    shell: ").append(json("/bin/bash")).append('\n');
    }
    appendKeys(text, "    ");
  }

  /** In block style, which also a cloud-init of few lines can read. */
  private void appendKeys(StringBuilder text, String indent) {
    text.append(indent).append("ssh_authorized_keys:\n");
    authorizedKeys.forEach(
        key -> text.append(indent).append("  - ").append(json(key)).append('\n'));
  }

  private static String lines(Map<String, Object> values) {
    StringBuilder text = new StringBuilder();
    values.forEach(
        (name, value) -> text.append(name).append(": ").append(json(value)).append('\n'));
    return text.toString();
  }

  private static String json(Object value) {
    try {
      return Json.mapper().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}
