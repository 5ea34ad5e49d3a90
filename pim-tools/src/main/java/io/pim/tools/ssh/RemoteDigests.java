package io.pim.tools.ssh;

import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Digests of remote files. The host computes them if the user has a shell with {@code sha256sum};
 * else PIM reads the file back, which costs as much as its upload.
 */
public final class RemoteDigests {
  private static final Duration LIMIT = Duration.ofHours(6);
  private static final int MEBIBYTE = 1 << 20;
  private static final int LEAST_BLOCK = 64;
  private static final int MOST_BLOCKS = 500;
  private static final Pattern LINE = Pattern.compile("(?m)^([0-9a-f]{64})  -$");

  private final RemoteHost host;
  private final RemoteContents contents;

  RemoteDigests(RemoteHost host, RemoteContents contents) {
    this.host = host;
    this.contents = contents;
  }

  /**
   * The digest of a whole file.
   *
   * @param progress called from time to time; receives the number of bytes read back
   */
  public Sha256 whole(String file, long size, LongConsumer progress)
      throws IOException, InterruptedException {
    Optional<List<Sha256>> theirs =
        ask("sha256sum <" + ShellWord.quote(file), 1, () -> progress.accept(0));
    return theirs.isPresent() ? theirs.get().get(0) : readBack(file, 0, size, progress);
  }

  /**
   * The number of bytes at the beginning of a remote file that equal those of a local one; counted
   * in blocks, except at the end of the remote file.
   */
  public long common(Path local, String remote, long remoteSize, LongConsumer progress)
      throws IOException, InterruptedException {
    long size = Math.min(Files.size(local), remoteSize);
    long block = blockSize(size);
    return common(local, remote, size, block, progress);
  }

  /** In whole mebibytes, and few enough blocks that the answer stays small. */
  private static long blockSize(long size) {
    long mebibytes = size / MEBIBYTE / MOST_BLOCKS + 1;
    return Math.max(LEAST_BLOCK, mebibytes) * MEBIBYTE;
  }

  long common(Path local, String remote, long size, long block, LongConsumer progress)
      throws IOException, InterruptedException {
    if (size == 0) {
      return 0;
    }
    int blocks = Math.toIntExact((size + block - 1) / block);
    Optional<List<Sha256>> theirs =
        ask(script(remote, size, block, blocks), blocks, () -> progress.accept(0));
    try (InputStream in = Files.newInputStream(local)) {
      for (int i = 0; i < blocks; i++) {
        long start = i * block;
        long length = Math.min(block, size - start);
        Sha256 their =
            theirs.isPresent()
                ? theirs.get().get(i)
                : readBack(remote, start, length, bytes -> progress.accept(start + bytes));
        if (!their.equals(digest(in, length, bytes -> progress.accept(start + bytes)))) {
          return start;
        }
      }
    }
    return size;
  }

  /** Digests of blocks, a line each. The last one may be shorter; nothing after it is read. */
  private static String script(String file, long size, long block, int blocks) {
    long mebibytes = block / MEBIBYTE;
    return ("f=%s; i=0; while [ $i -lt %d ]; do"
            + " dd if=\"$f\" bs=%d skip=$((i * %d)) count=%d 2>/dev/null |"
            + " head -c $((i == %d ? %d : %d)) | sha256sum || exit 1; i=$((i + 1)); done")
        .formatted(
            ShellWord.quote(file),
            blocks,
            MEBIBYTE,
            mebibytes,
            mebibytes,
            blocks - 1,
            size - (blocks - 1) * block,
            block);
  }

  private Optional<List<Sha256>> ask(String command, int digests, Runnable tick)
      throws IOException, InterruptedException {
    Optional<String> answer = host.run(command, LIMIT, tick);
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    List<Sha256> found = new ArrayList<>();
    Matcher lines = LINE.matcher(answer.get());
    while (lines.find()) {
      found.add(Sha256.of(lines.group(1)));
    }
    return found.size() == digests ? Optional.of(found) : Optional.empty();
  }

  private Sha256 readBack(String file, long start, long length, LongConsumer progress)
      throws IOException, InterruptedException {
    MessageDigest digest = Sha256.newDigest();
    long[] done = {0};
    contents.read(
        file,
        start,
        length,
        (bytes, n) -> {
          digest.update(bytes, 0, n);
          done[0] += n;
          progress.accept(done[0]);
        });
    return Sha256.of(digest.digest());
  }

  private static Sha256 digest(InputStream in, long length, LongConsumer progress)
      throws IOException {
    MessageDigest digest = Sha256.newDigest();
    byte[] buffer = new byte[MEBIBYTE];
    for (long left = length; left > 0; ) {
      int n = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
      if (n == 0) {
        return Sha256.of(digest.digest());
      }
      digest.update(buffer, 0, n);
      left -= n;
      progress.accept(length - left);
    }
    return Sha256.of(digest.digest());
  }
}
