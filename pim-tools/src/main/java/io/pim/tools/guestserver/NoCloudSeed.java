package io.pim.tools.guestserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files that cloud-init's NoCloud data source reads: {@code meta-data}, {@code user-data} and
 * {@code vendor-data}. Values are written as JSON, which is also YAML, and contain printable ASCII
 * only, for which the two certainly agree.
 *
 * @param instanceId lets cloud-init recognise a new instance
 * @param authorizedKeys the lines that may log in, as in authorized_keys
 * @param user the user who gets these keys and sudo; empty for the image's default user
 */
public record NoCloudSeed(
    String instanceId, String hostname, List<String> authorizedKeys, Optional<String> user) {
  private static final String PRINTABLE = "[\\x20-\\x7e]+";

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException for an invalid host name, user name or line
   */
  public NoCloudSeed {
    require(instanceId, PRINTABLE, "an instance id");
    requireHostname(hostname);
    authorizedKeys = List.copyOf(authorizedKeys);
    authorizedKeys.forEach(key -> require(key, PRINTABLE, "an authorized key"));
    user.ifPresent(NoCloudSeed::requireUser);
  }

  /** Checks names before anything else is made from them; the constructor checks them as well. */
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
   * The SMBIOS serial number that makes cloud-init read its files from a URL. Debian 12's
   * cloud-init accepts only this key for a URL; newer ones accept it as well.
   *
   * @param folderUrl the URL of the resources' folder, with a final slash
   */
  public static String smbiosSerial(String folderUrl) {
    return "ds=nocloud-net;s=" + folderUrl;
  }

  /** The three resources, under the names that NoCloud requests. */
  public List<Resource> resources() {
    return resources("#cloud-config\n{}\n");
  }

  /**
   * The same with a cloud-config of the cloud's own.
   *
   * @param vendorData applies unless the image or the user data says otherwise
   */
  public List<Resource> resources(String vendorData) {
    return List.of(
        new Resource("meta-data", "text/yaml", bytes(metaData())),
        new Resource("user-data", "text/cloud-config", bytes(userData())),
        new Resource("vendor-data", "text/cloud-config", bytes(vendorData)));
  }

  public String metaData() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("instance-id", instanceId);
    values.put("local-hostname", hostname);
    return lines(values);
  }

  /** The cloud-config: host name, keys, and the user if it is not the image's default. */
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

  /** In block style, which even a reduced cloud-init can parse. */
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
