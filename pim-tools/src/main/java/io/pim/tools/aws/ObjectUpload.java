package io.pim.tools.aws;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Sends the parts of a file that S3 lacks. */
public final class ObjectUpload {
  /** Parts are read from the file while they are sent, so their size takes no memory. */
  private static final int FIRST = 4;

  private static final int MOST = 8;

  private final MultipartUploads uploads;
  private final BucketObject place;
  private final String id;
  private final Sends sends = new Sends("pim-s3-upload", new InFlight(FIRST, MOST));
  private final AtomicLong bytesSent = new AtomicLong();

  /**
   * Prepares an upload.
   *
   * @param id of the upload that was started
   */
  public ObjectUpload(MultipartUploads uploads, BucketObject place, String id) {
    this.uploads = uploads;
    this.place = place;
    this.id = id;
  }

  /** Receives how many bytes of the file are in S3; may throw, which ends the upload. */
  @FunctionalInterface
  public interface Progress {
    void there(long bytes, long of);
  }

  /** The number of bytes that this upload has sent. */
  public long bytesSent() {
    return bytesSent.get();
  }

  /**
   * Uploads, and completes the object.
   *
   * @return the object's checksum by S3; empty if S3 no longer has this upload
   */
  public Optional<String> run(FileParts file, Progress progress)
      throws IOException, InterruptedException {
    Optional<Map<Integer, StoredPart>> known = uploads.parts(place, id);
    if (known.isEmpty()) {
      return Optional.empty();
    }
    List<StoredPart> there = Collections.synchronizedList(new ArrayList<>());
    AtomicLong bytes = new AtomicLong();
    Runnable tell = () -> progress.there(bytes.get(), file.size());
    try (sends) {
      for (ObjectPart part : file.parts()) {
        StoredPart stored = known.get().get(part.number());
        if (part.isThere(stored)) {
          there.add(stored);
          bytes.addAndGet(part.size());
        } else if (!sends.hasFailed()) {
          sends.begin(
              () -> {
                there.add(uploads.put(place, id, file.file(), part, sends::slowDown));
                bytes.addAndGet(part.size());
                bytesSent.addAndGet(part.size());
              });
        }
        tell.run();
      }
      sends.awaitAll(tell);
    }
    sends.throwFailure();
    return uploads.complete(place, id, there);
  }
}
