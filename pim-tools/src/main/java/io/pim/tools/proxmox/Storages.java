package io.pim.tools.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.tools.proxmox.ApiException.Refused;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Storages and the files on them. */
public final class Storages {
  private static final String IMPORT = "import";
  private static final String DOWNLOAD = "download";

  private final RestClient rest;
  private final ApiFailures failures;
  private final Tasks tasks;

  Storages(RestClient rest, ApiFailures failures, Tasks tasks) {
    this.rest = rest;
    this.failures = failures;
    this.tasks = tasks;
  }

  /** The storages of a node that this token may see; others are missing. */
  public List<StorageInfo> of(String node) throws InterruptedException {
    try {
      List<StorageInfo> found = new ArrayList<>();
      rest.get(ApiPath.of("nodes", node, "storage")).forEach(row -> found.add(StorageInfo.of(row)));
      return found;
    } catch (ApiException e) {
      throw failures.of("The storages of node " + node + " cannot be listed", e);
    }
  }

  /** The files of a storage that wait for an import. */
  public List<StoredFile> imports(String node, String storage) throws InterruptedException {
    return list(node, storage, new Parameters().with("content", IMPORT));
  }

  /** The disks of a VM on a storage, including those that its options do not name. */
  public List<StoredFile> disks(String node, String storage, int vmid) throws InterruptedException {
    return list(node, storage, new Parameters().with("content", "images").with("vmid", vmid));
  }

  private List<StoredFile> list(String node, String storage, Parameters which)
      throws InterruptedException {
    try {
      JsonNode rows = rest.get(ApiPath.of("nodes", node, "storage", storage, "content"), which);
      List<StoredFile> files = new ArrayList<>();
      rows.forEach(
          row ->
              files.add(new StoredFile(row.path("volid").asText(), row.path("size").asLong(-1))));
      return files;
    } catch (ApiException e) {
      throw failures.of("The files of storage " + storage + " cannot be listed", e);
    }
  }

  /** The volume id of an uploaded file: the server does not name it. */
  public static String volid(String storage, String name) {
    return storage + ":" + IMPORT + "/" + name;
  }

  /** Uploads a file, and waits until the server has put it in place. */
  public void upload(
      String node,
      String storage,
      UploadFile file,
      UploadProgress progress,
      Consumer<String> waiting)
      throws InterruptedException {
    String what = "The upload of " + file.name() + " to " + storage + " on " + node + " failed";
    Upid task;
    try {
      task = upload(node, storage, file, progress);
    } catch (ApiException e) {
      throw failures.of(what, e);
    }
    tasks.finish(what, task, waiting);
  }

  /**
   * Makes a node fetch a file. The node never replaces a file: an existing file of that name with
   * the same digest counts as fetched.
   *
   * @param address the URL of the file for the node
   * @param inVain whether the node has waited too long to fetch the file; PIM then stops it
   * @return false if the node could not fetch it from there
   */
  public boolean download(
      String node,
      String storage,
      UploadFile file,
      URI address,
      BooleanSupplier inVain,
      Consumer<String> waiting)
      throws InterruptedException {
    String what = "The download of " + file.name() + " by " + node + " to " + storage + " failed";
    Parameters options =
        new Parameters()
            .with("content", IMPORT)
            .with("filename", file.name())
            .with("url", address)
            .with("checksum", file.sha256().hex())
            .with("checksum-algorithm", "sha256");
    Upid task;
    try {
      ApiPath path = ApiPath.of("nodes", node, "storage", storage, "download-url");
      task = tasks.start(node, DOWNLOAD, "", () -> rest.call("POST", path, options));
    } catch (ApiException e) {
      throw failures.of(what, e);
    }
    boolean[] given = {false};
    String end = tasks.await(task, waiting, () -> given[0] = inVain.getAsBoolean());
    if (given[0] || end.startsWith("download failed")) {
      return false;
    }
    if (!end.equals("OK") && !end.startsWith("WARNINGS")) {
      throw failures.ofTask(what, task, end, List.of());
    }
    return true;
  }

  private Upid upload(String node, String storage, UploadFile file, UploadProgress progress)
      throws ApiException, InterruptedException {
    ApiPath path = ApiPath.of("nodes", node, "storage", storage, "upload");
    String text = new Upload(rest, file, progress).send(path, IMPORT).asText();
    return Upid.parse(text)
        .orElseThrow(
            () -> new ApiException.Unreachable("the answer names no task: " + text, true, null));
  }

  /** Waits for copies that earlier uploads of this token may have left running. */
  public void settle(Consumer<String> progress, List<String> nodes) throws InterruptedException {
    for (String node : nodes) {
      for (String type : List.of("imgcopy", DOWNLOAD)) {
        for (Upid task : tasks.running(node, type, "")) {
          tasks.await(task, progress);
        }
      }
    }
  }

  /** Removes a file if it exists. */
  public void remove(String node, String storage, String volid, Consumer<String> waiting)
      throws InterruptedException {
    String what = "The file " + volid + " on " + node + " cannot be removed";
    Upid task;
    try {
      task =
          tasks.start(
              node,
              "imgdel",
              "",
              () ->
                  rest.call(
                      "DELETE",
                      ApiPath.of("nodes", node, "storage", storage, "content", volid),
                      new Parameters()));
    } catch (Refused e) {
      if (isGone(node, storage, volid)) {
        return;
      }
      throw failures.of(what, e);
    } catch (ApiException e) {
      throw failures.of(what, e);
    }
    String end = tasks.await(task, waiting);
    if (!end.equals("OK") && !end.startsWith("WARNINGS") && !isGone(node, storage, volid)) {
      throw failures.ofTask(what, task, end, List.of());
    }
  }

  private boolean isGone(String node, String storage, String volid) throws InterruptedException {
    // Releases before 8.3 do not know the content 'import'.
    return list(node, storage, new Parameters()).stream()
        .noneMatch(file -> file.volid().equals(volid));
  }
}
