package io.pim.activities.image;

import io.pim.host.build.TestBuilds;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A finalized build, from which a test makes an image. */
@Tag("qemu")
@Timeout(180)
abstract class ImageActivitiesFixture {
  static final String NAME = ImageBench.NAME;
  static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir Path folder;
  ImageBench bench;

  @BeforeEach
  void make() {
    bench = new ImageBench(folder, new TestBuilds(folder));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  interface Damage {
    void happen() throws Exception;
  }
}
