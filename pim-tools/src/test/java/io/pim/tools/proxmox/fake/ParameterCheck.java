package io.pim.tools.proxmox.fake;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Checks the parameters of a request against the contract; reports all errors at once. */
final class ParameterCheck {
  static final String UNKNOWN =
      "property is not defined in schema and the schema does not allow additional properties";
  static final String MISSING = "property is missing and it is not optional";

  private final ApiContract contract;
  private final Release release;

  ParameterCheck(ApiContract contract, Release release) {
    this.contract = contract;
    this.release = release;
  }

  void check(Endpoint endpoint, Map<String, String> path, Map<String, String> parameters)
      throws Refusal {
    Map<String, String> errors = new LinkedHashMap<>();
    path.forEach(
        (name, value) ->
            Optional.ofNullable(contract.pathParameters().get(name))
                .flatMap(rule -> rule.complaint(value, release))
                .ifPresent(complaint -> errors.put(name, complaint)));
    parameters.forEach(
        (name, value) ->
            complaint(endpoint, path, parameters, name, value)
                .ifPresent(complaint -> errors.put(name, complaint)));
    endpoint.parameters().values().stream()
        .filter(rule -> !rule.isOptional() && !path.containsKey(rule.name()))
        .filter(rule -> !parameters.containsKey(rule.name()))
        .forEach(rule -> errors.put(rule.name(), MISSING));
    if (!errors.isEmpty()) {
      throw Refusal.invalid(errors);
    }
  }

  private Optional<String> complaint(
      Endpoint endpoint,
      Map<String, String> path,
      Map<String, String> parameters,
      String name,
      String value) {
    if (path.containsKey(name)) {
      return path.get(name).equals(value)
          ? Optional.empty()
          : Optional.of("duplicate parameter (already defined in URI) with conflicting values!");
    }
    ParameterRule rule = endpoint.parameters().get(name);
    if (rule == null && endpoint.takesVmOptions()) {
      rule = contract.vmOption(name).orElse(null);
    }
    if (rule == null || !rule.isKnownTo(release)) {
      return Optional.of(UNKNOWN);
    }
    Optional<String> complaint = rule.complaint(value, release);
    if (complaint.isPresent()) {
      return complaint;
    }
    if (endpoint.takesVmOptions() && !endpoint.parameters().containsKey(name)) {
      complaint = VmOptionSyntax.complaint(name, value);
      if (complaint.isPresent()) {
        return complaint;
      }
    }
    return rule.requires()
        .filter(needed -> !parameters.containsKey(needed))
        .map(
            needed ->
                release.major() >= 9
                    ? "missing property required by '" + name + "'"
                    : "missing property - '" + name + "' requires this property");
  }
}
