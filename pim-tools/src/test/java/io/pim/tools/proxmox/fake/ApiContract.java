package io.pim.tools.proxmox.fake;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The contract of the API, read from proxmox-api.json. */
final class ApiContract {
  static final ApiContract PUBLISHED = load();

  private final List<Endpoint> endpoints = new ArrayList<>();
  private final Map<String, ParameterRule> pathParameters;
  private final Map<String, ParameterRule> vmOptions;

  private ApiContract(JsonNode data) {
    pathParameters = rules(data.get("path_parameters"));
    vmOptions = rules(data.get("vm_config_parameters").get("parameters"));
    Map<String, JsonNode> permissions = new LinkedHashMap<>();
    for (JsonNode endpoint : data.get("endpoints")) {
      String method = endpoint.get("method").asText();
      String path = endpoint.get("path").asText();
      JsonNode permission = endpoint.get("permissions");
      if (permission.has("same_as")) {
        permission = permissions.get(permission.get("same_as").asText() + " " + path);
      }
      permissions.put(method + " " + path, permission);
      endpoints.add(
          new Endpoint(
              method,
              path,
              rules(endpoint.get("parameters")),
              endpoint.has("parameters_from"),
              permission));
    }
  }

  private static ApiContract load() {
    try (InputStream in = ApiContract.class.getResourceAsStream("proxmox-api.json")) {
      return new ApiContract(Json.mapper().readTree(in));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, ParameterRule> rules(JsonNode fields) {
    Map<String, ParameterRule> rules = new LinkedHashMap<>();
    fields
        .properties()
        .forEach(
            field ->
                rules.put(field.getKey(), new ParameterRule(field.getKey(), field.getValue())));
    return rules;
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }

  Map<String, ParameterRule> pathParameters() {
    return pathParameters;
  }

  /** The rule of an option of a VM by its real name, such as {@code scsi0}. */
  Optional<ParameterRule> vmOption(String name) {
    ParameterRule plain = vmOptions.get(name);
    if (plain != null) {
      return Optional.of(plain);
    }
    String stem = name.replaceFirst("\\d+$", "");
    ParameterRule numbered = vmOptions.get(stem + "[n]");
    if (numbered == null || stem.equals(name)) {
      return Optional.empty();
    }
    int number = Integer.parseInt(name.substring(stem.length()));
    int most = mostNumber(numbered.rule().path("note").asText());
    return number <= most ? Optional.of(numbered) : Optional.empty();
  }

  /** The notes of numbered options begin with their range: {@code n 0-31}. */
  private static int mostNumber(String note) {
    var range = java.util.regex.Pattern.compile("n 0-(\\d+)").matcher(note);
    if (!range.find()) {
      throw new IllegalStateException("no range in: " + note);
    }
    return Integer.parseInt(range.group(1));
  }
}
