package io.pim.tools.aws.fake;

import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A bucket, with its unfinished uploads. */
public final class Bucket {
  private static final long LEAST_PART = 5L << 20;

  /** The version of an object in a bucket without versions. */
  private static final int ONLY = 0;

  private final String name;
  private final String region;
  private final boolean keepsVersions;
  private final Path folder;
  private final Map<String, UnfinishedUpload> uploads = new TreeMap<>();
  private final Map<String, List<StoredFile>> objects = new TreeMap<>();
  private int ids;
  private int puts;
  private long bytesReceived;
  private final Map<String, Long> completed = new TreeMap<>();

  Bucket(String name, String region, boolean keepsVersions, Path folder) {
    this.name = name;
    this.region = region;
    this.keepsVersions = keepsVersions;
    this.folder = folder;
  }

  String name() {
    return name;
  }

  String region() {
    return region;
  }

  boolean keepsVersions() {
    return keepsVersions;
  }

  public synchronized List<UnfinishedUpload> uploads() {
    return List.copyOf(uploads.values());
  }

  /** The keys of all objects, including those with only older versions or markers left. */
  public synchronized List<String> keys() {
    return List.copyOf(objects.keySet());
  }

  /** The file with the bytes of an object, so that they can be compared. */
  public Path file(String key) {
    return object(key).orElseThrow().file();
  }

  /** The number of parts received. */
  public synchronized int puts() {
    return puts;
  }

  /** The bytes of all parts so far; repeated parts count twice. */
  synchronized long bytesReceived() {
    return bytesReceived;
  }

  /** The sizes of all objects that were ever complete, by key. */
  synchronized Map<String, Long> completed() {
    return Map.copyOf(completed);
  }

  /** Aborts incomplete uploads, as a rule of the bucket's lifecycle does. */
  public synchronized void abortAll() {
    uploads.clear();
  }

  synchronized Optional<StoredFile> object(String key) {
    List<StoredFile> versions = objects.getOrDefault(key, List.of());
    return versions.isEmpty()
        ? Optional.empty()
        : Optional.of(versions.get(versions.size() - 1)).filter(its -> !isMarker(its));
  }

  private static boolean isMarker(StoredFile version) {
    return version.etag().isEmpty();
  }

  String start(String key, String algorithm) throws IOException {
    String id = "upload-" + String.format("%06d", ++ids);
    uploads.put(id, new UnfinishedUpload(id, key, algorithm, folder.resolve(id)));
    return id;
  }

  UnfinishedUpload upload(String key, String id) {
    UnfinishedUpload upload = uploads.get(id);
    if (upload == null || !upload.key().equals(key)) {
      throw new Refusal(
          404,
          "NoSuchUpload",
          "The specified upload does not exist. The upload ID may be invalid, or the upload may"
              + " have been aborted or completed.");
    }
    return upload;
  }

  String put(String key, String id, int number, byte[] bytes, String checksum) throws IOException {
    String etag = upload(key, id).put(number, bytes, checksum);
    puts++;
    bytesReceived += bytes.length;
    return etag;
  }

  void abort(String key, String id) {
    uploads.remove(upload(key, id).id());
  }

  StoredFile complete(String key, String id, List<CompletedParts.Part> wanted) throws IOException {
    UnfinishedUpload upload = upload(key, id);
    if (wanted.isEmpty()) {
      throw new Refusal(400, "MalformedXML", "You must specify at least one part");
    }
    MessageDigest all = Sha256.newDigest();
    Path file = folder.resolve(id + ".object");
    requireOrder(wanted);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (CompletedParts.Part part : wanted) {
        StoredFile stored = upload.part(part.number());
        if (stored == null
            || !stored.etag().equals(part.etag())
            || !stored.checksum().equals(part.checksum())) {
          throw new Refusal(
              400, "InvalidPart", "One or more of the specified parts could not be found.");
        }
        if (stored.size() < LEAST_PART && part.number() != wanted.get(wanted.size() - 1).number()) {
          throw new Refusal(
              400,
              "EntityTooSmall",
              "Your proposed upload is smaller than the minimum allowed size");
        }
        all.update(Base64.getDecoder().decode(stored.checksum()));
        Files.copy(stored.file(), out);
      }
    }
    uploads.remove(id);
    StoredFile made =
        new StoredFile(
            file,
            keepsVersions ? ++ids : ONLY,
            Files.size(file),
            Base64.getEncoder().encodeToString(all.digest()) + "-" + wanted.size(),
            "\"" + id + "\"");
    add(key, made);
    completed.put(key, made.size());
    return made;
  }

  private static void requireOrder(List<CompletedParts.Part> wanted) {
    for (int i = 1; i < wanted.size(); i++) {
      if (wanted.get(i).number() <= wanted.get(i - 1).number()) {
        throw new Refusal(400, "InvalidPartOrder", "The list of parts was not in ascending order.");
      }
    }
  }

  private void add(String key, StoredFile version) {
    List<StoredFile> versions = objects.computeIfAbsent(key, its -> new ArrayList<>());
    if (!keepsVersions) {
      versions.clear();
    }
    versions.add(version);
  }

  void delete(String key, Optional<String> version) {
    if (version.isPresent()) {
      List<StoredFile> versions = objects.getOrDefault(key, new ArrayList<>());
      versions.removeIf(its -> version(its).equals(version.get()));
      if (versions.isEmpty()) {
        objects.remove(key);
      }
    } else if (keepsVersions) {
      add(key, new StoredFile(folder, ++ids, 0, "", ""));
    } else {
      objects.remove(key);
    }
  }

  private static String version(StoredFile its) {
    return its.number() == ONLY ? "null" : "v" + its.number();
  }

  List<Map<String, Object>> versions(String prefix, boolean markers) {
    List<Map<String, Object>> found = new ArrayList<>();
    objects.forEach(
        (key, versions) ->
            versions.stream()
                .filter(its -> key.startsWith(prefix) && isMarker(its) == markers)
                .forEach(its -> found.add(Map.of("Key", key, "VersionId", version(its)))));
    return found;
  }
}
