package io.pim.host.remote.layers;

import io.pim.host.image.Progress;
import io.pim.host.layer.KeptLayer;
import io.pim.host.layer.LayerOrigin;
import io.pim.host.remote.PushMemory;
import io.pim.model.files.PimFolders;
import io.pim.tools.oci.Blob;
import io.pim.tools.oci.BlobFile;
import io.pim.tools.oci.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Sends the files of layers that a registry lacks. */
final class LayerUpload {
  private final Repository repository;
  private final PimFolders folders;
  private final Progress progress;
  private long sent;

  LayerUpload(Repository repository, PimFolders folders, Progress progress) {
    this.repository = repository;
    this.folders = folders;
    this.progress = progress;
  }

  /** Sends the missing files of a layer; returns the layer as others find it there. */
  LayerDescription.Part ensure(KeptLayer layer) throws IOException, InterruptedException {
    LayerDescription.File disk = disk(layer);
    Optional<LayerDescription.File> variables = Optional.empty();
    if (layer.uefiVariables().isPresent()) {
      variables = Optional.of(ensure(BlobFile.of(layer.uefiVariables().get())));
    }
    return new LayerDescription.Part(layer.key(), layer.build(), disk, variables, layer.login());
  }

  /**
   * A disk that was pulled differs from that in the store, because its header names this host's
   * files. It is sent only if the store no longer has its own.
   */
  private LayerDescription.File disk(KeptLayer layer) throws IOException, InterruptedException {
    Path file = layer.disk();
    if (layer.origin().isPresent()) {
      LayerOrigin origin = layer.origin().get();
      if (repository.has(new BlobFile(file, origin.sha256(), origin.size()))) {
        return new LayerDescription.File(origin.sha256(), origin.size());
      }
    }
    return ensure(new BlobFile(file, layer.sha256(), layer.size()));
  }

  /** Sends a blob that the registry lacks. The registry compares its digest. */
  LayerDescription.File ensure(Blob blob) throws IOException, InterruptedException {
    if (!repository.has(blob)) {
      PushMemory memory = PushMemory.of(folders, repository.toString(), blob);
      double size = Math.max(1, blob.size());
      long start =
          repository.upload(blob, memory, done -> progress.at(done / size, "pushing a layer"));
      sent += blob.size() - start;
    }
    return new LayerDescription.File(blob.sha256(), blob.size());
  }

  /** The number of bytes sent so far. */
  long sent() {
    return sent;
  }
}
