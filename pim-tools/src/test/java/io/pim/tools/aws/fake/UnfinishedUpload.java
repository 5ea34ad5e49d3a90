package io.pim.tools.aws.fake;

import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/** An upload in parts that is neither complete nor aborted. */
public final class UnfinishedUpload {
  private static final int MOST_PARTS = 10_000;

  private final String id;
  private final String key;
  private final String algorithm;
  private final Path folder;
  private final Instant initiated = Instant.now();
  private final TreeMap<Integer, StoredFile> parts = new TreeMap<>();

  UnfinishedUpload(String id, String key, String algorithm, Path folder) throws IOException {
    this.id = id;
    this.key = key;
    this.algorithm = algorithm;
    this.folder = Files.createDirectories(folder);
  }

  public String id() {
    return id;
  }

  public String key() {
    return key;
  }

  Instant initiated() {
    return initiated;
  }

  List<StoredFile> parts() {
    return List.copyOf(parts.values());
  }

  StoredFile part(int number) {
    return parts.get(number);
  }

  String put(int number, byte[] bytes, String checksum) throws IOException {
    if (number < 1 || number > MOST_PARTS) {
      throw new Refusal(
          400, "InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");
    }
    if (!algorithm.equals("SHA256") || checksum.isEmpty()) {
      throw new Refusal(
          400,
          "InvalidRequest",
          "Checksum Type mismatch occurred, expected checksum Type: " + algorithm);
    }
    String own = Base64.getEncoder().encodeToString(Sha256.newDigest().digest(bytes));
    if (!own.equals(checksum)) {
      throw new Refusal(
          400, "BadDigest", "The SHA256 you specified did not match the calculated checksum.");
    }
    Path file = Files.write(folder.resolve("part-" + number), bytes);
    String etag = "\"" + HexFormat.of().formatHex(Base64.getDecoder().decode(own), 0, 16) + "\"";
    parts.put(number, new StoredFile(file, number, bytes.length, own, etag));
    return etag;
  }
}
