package io.pim.host.deploy.file;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.DeployFact;
import io.pim.model.files.DurableFile;
import io.pim.model.unit.Sha256;
import io.pim.tools.qemu.DiskFormat;
import io.pim.tools.qemu.ImageConverter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Makes the raw copy of an image on this host that is uploaded, once. */
public final class RawCopy {
  private static final String FACTS = "converted";
  private static final Duration LIMIT = Duration.ofHours(6);

  private final ImageConverter converter;

  public RawCopy(ImageConverter converter) {
    this.converter = converter;
  }

  /** The copy. Makes it if it does not exist. */
  public UploadedFile of(DeployContext context) throws IOException, InterruptedException {
    DeployFact<UploadedFile> fact = context.fact(FACTS, UploadedFile.class);
    Path copy = path(context);
    Optional<UploadedFile> known = fact.read();
    if (known.isPresent() && Files.exists(copy) && known.get().size() == Files.size(copy)) {
      return known.get();
    }
    DurableFile.makePrivateFolder(context.folder().work());
    Files.deleteIfExists(copy);
    converter.convertTo(
        DiskFormat.RAW,
        context.image(),
        copy,
        LIMIT,
        done -> context.fraction(done, "converting to raw"));
    UploadedFile made =
        new UploadedFile(
            Files.size(copy),
            Sha256.ofFile(copy, bytes -> context.fraction(1, "computing the digest")));
    fact.write(made);
    return made;
  }

  public Path path(DeployContext context) {
    return context.folder().work().resolve("image.raw");
  }
}
