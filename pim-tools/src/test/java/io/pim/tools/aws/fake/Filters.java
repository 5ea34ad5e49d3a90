package io.pim.tools.aws.fake;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The filters of a list. */
final class Filters {
  private final Params params;

  /**
   * PIM's lists always name the account as owner: otherwise they would contain everybody's
   * resources.
   */
  Filters(Params params, Map<String, String> owners) {
    owners.keySet().stream()
        .filter(name -> !params.texts(name).equals(List.of("self")))
        .forEach(
            name -> {
              throw new IllegalStateException("a list of everybody's is asked for");
            });
    this.params = params;
  }

  boolean match(Map<String, String> tags, Map<String, String> fields) {
    Map<String, String> all = new HashMap<>(fields);
    tags.forEach((key, value) -> all.put("tag:" + key, value));
    return params.structures("Filters").stream()
        .allMatch(
            filter -> {
              String name = filter.require("Name");
              if (name.equals("tag-key")) {
                return filter.texts("Values").stream().anyMatch(tags::containsKey);
              }
              if (!name.startsWith("tag:") && !fields.containsKey(name)) {
                throw Refusal.invalid("The filter '" + name + "' is invalid");
              }
              return filter.texts("Values").contains(all.get(name));
            });
  }
}
