package io.pim.tools.aws.fake;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The checked members of a request: texts, lists and maps by their names in the model. */
record Params(Map<String, Object> members) {
  boolean has(String name) {
    return members.containsKey(name);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable((String) members.get(name));
  }

  String require(String name) {
    return text(name).orElseThrow();
  }

  int number(String name) {
    return Integer.parseInt(require(name));
  }

  boolean yes(String name) {
    return text(name).map(Boolean::parseBoolean).orElse(false);
  }

  @SuppressWarnings("unchecked")
  List<String> texts(String name) {
    return (List<String>) members.getOrDefault(name, List.of());
  }

  @SuppressWarnings("unchecked")
  List<Params> structures(String name) {
    return ((List<Object>) members.getOrDefault(name, List.of()))
        .stream().map(its -> new Params((Map<String, Object>) its)).toList();
  }

  @SuppressWarnings("unchecked")
  Params structure(String name) {
    return new Params((Map<String, Object>) members.getOrDefault(name, Map.of()));
  }
}
