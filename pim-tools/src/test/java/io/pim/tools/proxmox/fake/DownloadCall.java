package io.pim.tools.proxmox.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/** Makes a node really download a file; it never replaces one. */
final class DownloadCall {
  static final String ENDPOINT = "POST /nodes/{node}/storage/{storage}/download-url";
  private static final int PATIENCE = 10_000;

  private final Cluster cluster;
  private final Path spools;

  DownloadCall(Cluster cluster, Path spools) {
    this.cluster = cluster;
    this.spools = spools;
  }

  Reply answer(Call call) throws Refusal {
    Map<String, String> given = call.parameters();
    String content = given.get("content");
    String fileName =
        given.get("filename").replaceFirst(".*[/\\\\]", "").replaceAll("[^A-Za-z0-9_.-]", "_");
    UploadCall.requireEnding(cluster.release(), content, fileName);
    Storage storage = storage(call, content);
    String name = content + "/" + fileName;
    return Reply.data(
        cluster
            .tasks()
            .start(
                call.node(),
                "download",
                fileName,
                call.who(),
                log -> fetch(storage, name, content, given),
                () -> {}));
  }

  private Storage storage(Call call, String content) throws Refusal {
    Storage storage =
        cluster
            .findStorage(call.node(), call.storage())
            .orElseThrow(
                () -> Refusal.error(500, "storage '" + call.storage() + "' does not exist"));
    if (!storage.isFileBased()) {
      throw Refusal.error(
          500, "can't upload to storage type '" + storage.type() + "', not a file based storage!");
    }
    if (!storage.holds(content)) {
      throw Refusal.error(
          500,
          "storage '" + storage.id() + "' is not configured for content-type '" + content + "'");
    }
    return storage;
  }

  private int fetch(Storage storage, String name, String content, Map<String, String> given)
      throws TaskError {
    Optional<StoredVolume> there = storage.volume(name);
    if (there.isPresent()) {
      return isTheSame(there.get(), given);
    }
    Path spool = spool(given.get("url"));
    UploadCall.requireDigest(spool, given);
    String format = name.substring(name.lastIndexOf('.') + 1);
    if (format.equals("qcow2") && UploadCall.hasBackingFile(spool)) {
      throw new TaskError("failed to verify file: backing file not allowed");
    }
    try {
      storage.put(
          new StoredVolume(
              name, content, format, Files.size(spool), Optional.of(spool), Optional.empty()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return 0;
  }

  private static int isTheSame(StoredVolume there, Map<String, String> given) throws TaskError {
    String wanted = given.get("checksum");
    if (wanted == null) {
      throw new TaskError("refusing to override existing file '" + there.name() + "'");
    }
    String got = UploadCall.digest(there.file().orElseThrow(), "SHA-256");
    if (!got.equals(wanted)) {
      throw new TaskError(
          "checksum mismatch: got '" + got + "' != expect '" + wanted + "', aborting");
    }
    return 0;
  }

  /** Downloads as wget does, without its retries. */
  private Path spool(String url) throws TaskError {
    try {
      Path spool = Files.createTempFile(spools, "download-", "");
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(url).toURL().openConnection(java.net.Proxy.NO_PROXY);
      connection.setConnectTimeout(PATIENCE);
      connection.setReadTimeout(PATIENCE);
      try (InputStream in = connection.getInputStream()) {
        Files.copy(in, spool, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        connection.disconnect();
      }
      return spool;
    } catch (IOException e) {
      throw new TaskError("download failed: wget: " + e.getMessage());
    }
  }
}
