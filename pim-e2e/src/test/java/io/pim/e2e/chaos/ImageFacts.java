package io.pim.e2e.chaos;

import io.pim.e2e.disk.FileTree;
import io.pim.e2e.disk.FinishedDisk;
import io.pim.e2e.disk.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The contents of an image's disk; two builds of the chaos profile must agree in all of them.
 *
 * @param contents each partition, file, folder and link, with its kind and content
 */
public record ImageFacts(SortedMap<String, String> contents) {
  /** Files whose contents differ in every build, and why; their other facts must agree. */
  private static final Map<String, String> NEW_IN_EVERY_BUILD =
      Map.ofEntries(
          Map.entry("/etc/shadow", "each installation salts its passwords"),
          Map.entry(Marks.FOLDER + "base", "the boot id"),
          Map.entry(Marks.FOLDER + "work", "the boot id"),
          Map.entry(Marks.FOLDER + "last", "the boot id"));

  static ImageFacts of(FinishedDisk disk, List<FileTree> trees) {
    SortedMap<String, String> contents = new TreeMap<>();
    for (Partition partition : disk.partitions()) {
      contents.put("partition " + partition.number(), partition.toString());
    }
    disk.otherContents().forEach((number, sha) -> contents.put("content of " + number, sha));
    for (FileTree tree : trees) {
      tree.entries().forEach((path, entry) -> contents.put(path, agreed(path, entry)));
    }
    return new ImageFacts(contents);
  }

  private static String agreed(String path, String entry) {
    return NEW_IN_EVERY_BUILD.containsKey(path)
        ? entry.replaceFirst(" \\d+ bytes, sha256 .*", "")
        : entry;
  }

  /** The differences between another image's disk and this one. */
  public List<String> differences(ImageFacts other) {
    SortedSet<String> names = new TreeSet<>(contents.keySet());
    names.addAll(other.contents.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String here = contents.getOrDefault(name, "not there");
      String there = other.contents.getOrDefault(name, "not there");
      if (!here.equals(there)) {
        differences.add(name + ": " + there + " where it was " + here);
      }
    }
    return differences;
  }
}
