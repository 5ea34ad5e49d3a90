package io.pim.tools.proxmox.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Accepts a received upload: checks it as the API does, and copies it in a task. */
final class UploadCall {
  private static final Map<String, String> JAVA_NAMES =
      Map.of("md5", "MD5", "sha1", "SHA-1", "sha256", "SHA-256", "sha512", "SHA-512");

  private final Cluster cluster;
  private final ParameterCheck parameters;

  UploadCall(Cluster cluster, ParameterCheck parameters) {
    this.cluster = cluster;
    this.parameters = parameters;
  }

  Reply answer(Call call, UploadRequest upload) throws Refusal {
    String fileName =
        upload.fileName().replaceFirst(".*[/\\\\]", "").replaceAll("[^A-Za-z0-9_.-]", "_");
    Map<String, String> all = new HashMap<>(call.parameters());
    all.putAll(upload.fields());
    all.put("filename", fileName);
    parameters.check(call.endpoint(), call.path(), all);
    String content = all.get("content");
    requireEnding(cluster.release(), content, fileName);
    Storage storage = storage(call, content);
    String name = (content.equals("vztmpl") ? "vztmpl" : content) + "/" + fileName;
    String upid =
        cluster
            .tasks()
            .start(
                cluster.spokenTo(),
                "imgcopy",
                "",
                call.who(),
                log -> copy(storage, name, content, upload.spool(), all),
                () -> {});
    return Reply.data(upid).closing();
  }

  static void requireEnding(Release release, String content, String fileName) throws Refusal {
    if (content.equals("import")) {
      String endings = release.isBefore("8.4") ? "ova" : "qcow2|raw|vmdk|ova";
      if (!fileName.matches(".+\\.(" + endings + ")")) {
        throw Refusal.invalid("filename", "invalid filename or wrong extension");
      }
    } else if (!fileName.matches(content.equals("iso") ? ".+\\.(iso|img)" : ".+\\.tar\\..+")) {
      throw Refusal.invalid("filename", "wrong file extension");
    }
  }

  private Storage storage(Call call, String content) throws Refusal {
    Optional<Storage> found = cluster.findStorage(call.node(), call.storage());
    if (found.isEmpty()) {
      throw Refusal.error(500, "storage '" + call.storage() + "' does not exist");
    }
    Storage storage = found.get();
    if (!storage.isEnabled()) {
      throw Refusal.error(500, "storage '" + storage.id() + "' is disabled");
    }
    if (!storage.isFileBased()) {
      throw Refusal.error(500, "can't upload to storage type '" + storage.type() + "'");
    }
    if (!storage.holds(content)) {
      throw Refusal.error(
          500, "storage '" + storage.id() + "' does not support '" + content + "' content");
    }
    return storage;
  }

  private static int copy(
      Storage storage, String name, String content, Path spool, Map<String, String> fields)
      throws TaskError {
    requireDigest(spool, fields);
    String format = name.substring(name.lastIndexOf('.') + 1);
    if (format.equals("qcow2") && hasBackingFile(spool)) {
      throw new TaskError("backing file not allowed for untrusted image '" + spool + "'!");
    }
    try {
      storage.put(
          new StoredVolume(
              name, content, format, Files.size(spool), Optional.of(spool), Optional.empty()));
    } catch (TaskError e) {
      throw new TaskError("import failed: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return 0;
  }

  static void requireDigest(Path spool, Map<String, String> fields) throws TaskError {
    String wanted = fields.get("checksum");
    if (wanted == null) {
      return;
    }
    String got = digest(spool, JAVA_NAMES.get(fields.get("checksum-algorithm")));
    if (!got.equals(wanted.toLowerCase(Locale.ROOT))) {
      throw new TaskError("checksum mismatch: got '" + got + "' != expect '" + wanted + "'");
    }
  }

  static String digest(Path file, String algorithm) {
    byte[] buffer = new byte[1 << 20];
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The offset of the backing file's name is at byte 8 of a qcow2 image. */
  static boolean hasBackingFile(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(16);
      return head.length == 16
          && head[0] == 'Q'
          && head[1] == 'F'
          && ByteBuffer.wrap(head).getLong(8) != 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
