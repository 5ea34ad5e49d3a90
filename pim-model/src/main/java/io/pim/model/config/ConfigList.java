package io.pim.model.config;

import java.util.ArrayList;
import java.util.List;

/** A list of values. */
public record ConfigList(Origin origin, List<ConfigValue> items) implements ConfigValue {
  public ConfigList {
    items = List.copyOf(items);
  }

  @Override
  public String shown() {
    return "a list";
  }

  @Override
  public List<Object> plain() {
    List<Object> result = new ArrayList<>();
    items.forEach(item -> result.add(item.plain()));
    return result;
  }
}
