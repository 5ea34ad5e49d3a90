package io.pim.tools.aws.fake;

import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** A snapshot. Its disk is a file, so that tests can compare its bytes. */
public final class Snap {
  static final int BLOCK = 524_288;

  private final String id;
  private final int gibibytes;
  private final Path file;
  private final Map<String, String> tags = new TreeMap<>();
  private final TreeMap<Integer, byte[]> digests = new TreeMap<>();
  private final boolean encrypted;
  private boolean sealed;
  private int looksLeft;
  private int hiddenLooks;
  private int puts;
  private String state = "pending";

  Snap(String id, int gibibytes, boolean encrypted, Path file) throws IOException {
    this.id = id;
    this.gibibytes = gibibytes;
    this.encrypted = encrypted;
    this.file = file;
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.createFile(file);
  }

  public String id() {
    return id;
  }

  public Map<String, String> tags() {
    return tags;
  }

  /** The disk, up to its last block that is not empty. */
  public Path file() {
    return file;
  }

  public int gibibytes() {
    return gibibytes;
  }

  public boolean isEncrypted() {
    return encrypted;
  }

  public synchronized String state() {
    return state;
  }

  /** The number of blocks received; repeated ones count twice. */
  public synchronized int puts() {
    return puts;
  }

  public synchronized int blocks() {
    return digests.size();
  }

  /** Fails the snapshot, as if nobody had completed it in time. */
  public synchronized void fail() {
    state = "error";
  }

  void put(int index, byte[] block, String checksum) throws IOException {
    // Blocks arrive in parallel: only changes of the snapshot wait for each other.
    put(index, block, checksum, Sha256.newDigest().digest(block));
  }

  private synchronized void put(int index, byte[] block, String checksum, byte[] digest)
      throws IOException {
    requireOpen();
    if (index >= (long) gibibytes * 2048) {
      throw new Refusal(
          400, "ValidationException", "The block index is beyond the volume", "INVALID_BLOCK");
    }
    if (!Arrays.equals(digest, Base64.getDecoder().decode(checksum))) {
      throw new Refusal(
          400,
          "ValidationException",
          "The checksum does not match the data",
          "INVALID_PARAMETER_VALUE");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(block), (long) index * BLOCK);
    }
    digests.put(index, digest);
    puts++;
  }

  synchronized void complete(int count, String checksum, int looks) {
    requireOpen();
    MessageDigest linear = Sha256.newDigest();
    digests.values().forEach(linear::update);
    if (count != digests.size()) {
      throw new Refusal(
          400,
          "ValidationException",
          "ChangedBlocksCount is " + count + ", and " + digests.size() + " blocks were written",
          "INVALID_PARAMETER_VALUE");
    }
    if (!checksum.equals(Base64.getEncoder().encodeToString(linear.digest()))) {
      throw new Refusal(
          400,
          "ValidationException",
          "The aggregated checksum does not match",
          "INVALID_PARAMETER_VALUE");
    }
    sealed = true;
    looksLeft = looks;
    if (looks == 0) {
      state = "completed";
    }
  }

  private void requireOpen() {
    if (state.equals("error")) {
      throw new Refusal(
          400,
          "ValidationException",
          "The snapshot was not completed in time",
          "WRITE_REQUEST_TIMEOUT");
    }
    if (sealed) {
      throw new Refusal(
          400,
          "ValidationException",
          "The snapshot is not in a state in which it takes blocks",
          "INVALID_SNAPSHOT_ID");
    }
  }

  /** Copies a complete snapshot to another region. */
  void copyOf(Snap other, int looks) throws IOException {
    Files.write(file, Files.readAllBytes(other.file));
    digests.putAll(other.digests);
    sealed = true;
    looksLeft = looks;
  }

  /** Takes a disk that EC2 has imported. */
  void importFrom(Path raw) throws IOException {
    byte[] empty = new byte[BLOCK];
    try (InputStream in = Files.newInputStream(raw);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      byte[] block = in.readNBytes(BLOCK);
      for (int index = 0; block.length > 0; index++) {
        block = Arrays.copyOf(block, BLOCK);
        if (!Arrays.equals(block, empty)) {
          channel.write(ByteBuffer.wrap(block), (long) index * BLOCK);
          digests.put(index, Sha256.newDigest().digest(block));
        }
        block = in.readNBytes(BLOCK);
      }
    }
    sealed = true;
    state = "completed";
  }

  void hideFor(int looks) {
    hiddenLooks = looks;
  }

  /**
   * What one listing shows: nothing yet, or the state, which a later listing may show differently.
   */
  synchronized boolean look() {
    if (hiddenLooks > 0) {
      hiddenLooks--;
      return false;
    }
    if (sealed && state.equals("pending") && looksLeft-- <= 0) {
      state = "completed";
    }
    return true;
  }
}
