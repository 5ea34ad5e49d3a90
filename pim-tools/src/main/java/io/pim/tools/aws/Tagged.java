package io.pim.tools.aws;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** The forms that tags have in EC2's requests and answers. */
final class Tagged {
  private Tagged() {}

  /** Selects everything with a tag, whatever its value. */
  static Filter withKey(String key) {
    return Filter.builder().name("tag-key").values(key).build();
  }

  static List<Tag> tags(Map<String, String> tags) {
    // In the same order each time: a repeated call must be the same.
    return new TreeMap<>(tags)
        .entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
  }

  static TagSpecification of(ResourceType type, Map<String, String> tags) {
    return TagSpecification.builder().resourceType(type).tags(tags(tags)).build();
  }

  static Map<String, String> read(List<Tag> tags) {
    return tags.stream().collect(Collectors.toMap(Tag::key, Tag::value, (one, other) -> one));
  }
}
