package io.pim.tools.aws.fake;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tags of images and snapshots. */
final class TagCalls {
  private static final int MOST = 50;

  Map<String, ?> create(Params params, Cloud.Region region) {
    for (String id : params.texts("Resources")) {
      Map<String, String> tags = tagsOf(id, region);
      for (Params tag : params.structures("Tags")) {
        put(tags, tag);
      }
    }
    return Map.of();
  }

  Map<String, ?> delete(Params params, Cloud.Region region) {
    for (String id : params.texts("Resources")) {
      Map<String, String> tags = tagsOf(id, region);
      for (Params tag : params.structures("Tags")) {
        String key = tag.require("Key");
        if (!tag.has("Value") || tag.text("Value").equals(Optional.ofNullable(tags.get(key)))) {
          tags.remove(key);
        }
      }
    }
    return Map.of();
  }

  static void put(Map<String, String> tags, Params tag) {
    String key = tag.require("Key");
    if (key.startsWith("aws:")
        || key.length() > 128
        || tag.text("Value").orElse("").length() > 256) {
      throw Refusal.invalid("The tag " + key + " is invalid");
    }
    tags.put(key, tag.text("Value").orElse(""));
    if (tags.size() > MOST) {
      throw new Refusal(400, "TagLimitExceeded", "A resource takes " + MOST + " tags");
    }
  }

  private static Map<String, String> tagsOf(String id, Cloud.Region region) {
    if (region.images.containsKey(id)) {
      return region.images.get(id).tags();
    }
    if (region.snapshots.containsKey(id)) {
      return region.snapshots.get(id).tags();
    }
    throw new Refusal(
        400,
        id.startsWith("ami-") ? "InvalidAMIID.NotFound" : "InvalidSnapshot.NotFound",
        "The id '" + id + "' does not exist");
  }

  static List<Map<String, Object>> shown(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> Map.<String, Object>of("Key", tag.getKey(), "Value", tag.getValue()))
        .toList();
  }
}
