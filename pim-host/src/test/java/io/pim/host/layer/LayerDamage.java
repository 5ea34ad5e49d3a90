package io.pim.host.layer;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;

/** Kinds of damage to a layer. */
enum LayerDamage {
  TRUNCATED {
    @Override
    void doTo(Path disk) throws IOException {
      try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
        file.setLength(file.length() / 2);
      }
    }
  },
  /** Changes data, which the digest shows, but qemu-img check does not. */
  DATA_CHANGED {
    @Override
    void doTo(Path disk) throws IOException {
      try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
        file.seek(file.length() - 100);
        file.write(1);
      }
      Files.setLastModifiedTime(disk, FileTime.fromMillis(1));
    }
  },
  LONGER {
    @Override
    void doTo(Path disk) throws IOException {
      Files.write(disk, new byte[512], StandardOpenOption.APPEND);
    }
  },
  A_LINK {
    @Override
    void doTo(Path disk) throws IOException {
      Path elsewhere = disk.resolveSibling("elsewhere");
      Files.move(disk, elsewhere);
      Files.createSymbolicLink(disk, elsewhere);
    }
  },
  FACTS_A_LINK {
    @Override
    void doTo(Path disk) throws IOException {
      Path elsewhere = disk.resolveSibling("elsewhere");
      Files.move(facts(disk), elsewhere);
      Files.createSymbolicLink(facts(disk), elsewhere);
    }
  },
  STANDS_ON_WHAT_IS_NO_LAYER {
    @Override
    void doTo(Path disk) throws IOException {
      Path outside = disk.getParent().getParent().resolveSibling("outside.qcow2");
      Files.copy(disk, outside, StandardCopyOption.REPLACE_EXISTING);
      standOn(disk, outside.toString());
    }
  },
  STANDS_ON_WHAT_DOTS_LEAD_TO {
    @Override
    void doTo(Path disk) throws IOException {
      standOn(disk, disk.getParent() + "/../" + disk.getParent().getFileName() + "/../../x.qcow2");
    }
  },
  STANDS_ON_NO_PATH_AT_ALL {
    @Override
    void doTo(Path disk) throws IOException {
      standOn(disk, "\\u0000");
    }
  },
  STANDS_ON_ITSELF {
    @Override
    void doTo(Path disk) throws IOException {
      standOn(disk, disk.toString());
    }
  },
  /** Changes neither size nor time, as a failing disk does. */
  HEADER_GONE {
    @Override
    void doTo(Path disk) throws IOException {
      overwrite(disk, 0);
    }
  },
  /** Marks all clusters as free: the image is intact, but the next write would break it. */
  REFERENCES_GONE {
    @Override
    void doTo(Path disk) throws IOException {
      overwrite(disk, 1 << 16);
    }
  },
  FACTS_GONE {
    @Override
    void doTo(Path disk) throws IOException {
      Files.delete(facts(disk));
    }
  },
  FACTS_DAMAGED {
    @Override
    void doTo(Path disk) throws IOException {
      Files.writeString(facts(disk), "{\"size\":");
    }
  },
  GONE {
    @Override
    void doTo(Path disk) throws IOException {
      Files.delete(disk);
    }
  };

  abstract void doTo(Path disk) throws IOException;

  private static Path facts(Path disk) {
    return Path.of(disk.toString().replace(".qcow2", ".json"));
  }

  private static void standOn(Path disk, String parent) throws IOException {
    String facts = Files.readString(facts(disk));
    Files.writeString(
        facts(disk), facts.replaceAll("\"parent\" : [^\n]+", "\"parent\" : \"" + parent + "\","));
  }

  private static void overwrite(Path disk, int at) throws IOException {
    FileTime time = Files.getLastModifiedTime(disk);
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.seek(at);
      file.write(new byte[512]);
    }
    Files.setLastModifiedTime(disk, time);
  }
}
