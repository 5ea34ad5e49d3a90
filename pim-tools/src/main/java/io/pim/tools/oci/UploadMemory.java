package io.pim.tools.oci;

import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.util.Optional;

/** Keeps the address of an unfinished upload, so that another process can continue it. */
public interface UploadMemory {
  /** An upload of the blob with that digest. */
  record Begun(Sha256 sha256, String location) {}

  Optional<Begun> load() throws IOException;

  void save(Begun begun) throws IOException;

  void clear() throws IOException;

  /** For a blob that is sent in one piece. */
  UploadMemory NONE =
      new UploadMemory() {
        @Override
        public Optional<Begun> load() {
          return Optional.empty();
        }

        @Override
        public void save(Begun begun) {}

        @Override
        public void clear() {}
      };
}
