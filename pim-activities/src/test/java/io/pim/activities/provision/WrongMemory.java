package io.pim.activities.provision;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pim.host.layer.LayerPlace;
import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/** The possible faults of a warm checkpoint. */
enum WrongMemory {
  DAMAGED {
    @Override
    void make(LayerPlace layer) throws Exception {
      try (RandomAccessFile file = new RandomAccessFile(layer.memory().toFile(), "rw")) {
        file.seek(file.length() / 2);
        byte[] bytes = new byte[512];
        file.readFully(bytes);
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] ^= 0x55;
        }
        file.seek(file.length() / 2);
        file.write(bytes);
      }
    }
  },
  TRUNCATED {
    @Override
    void make(LayerPlace layer) throws Exception {
      try (RandomAccessFile file = new RandomAccessFile(layer.memory().toFile(), "rw")) {
        file.setLength(file.length() / 2);
      }
    }
  },
  NO_QCOW2_WITH_THE_RIGHT_DIGEST {
    @Override
    void make(LayerPlace layer) throws Exception {
      Files.writeString(layer.memory(), "x".repeat(1 << 16));
      edit(layer, Map.of("length", 1 << 16, "sha256", Sha256.ofFile(layer.memory()).toString()));
    }
  },
  OF_ANOTHER_QEMU {
    @Override
    void make(LayerPlace layer) throws Exception {
      edit(layer, Map.of("qemu", "7.2.21 Debian 1:7.2+dfsg-7+deb12u17"));
    }
  },
  OF_ANOTHER_PROCESSOR {
    @Override
    void make(LayerPlace layer) throws Exception {
      edit(layer, Map.of("/setting/processor", "flags : fpu vme"));
    }
  },
  OF_ANOTHER_LAYER {
    @Override
    void make(LayerPlace layer) throws Exception {
      edit(layer, Map.of("/setting/layer", Sha256.ofText("another").toString()));
    }
  },
  WITH_A_DAMAGED_HOST_KEY {
    @Override
    void make(LayerPlace layer) throws Exception {
      edit(layer, Map.of("hostKey", "ssh-ed25519"));
    }
  },
  OF_ANOTHER_FORMAT {
    @Override
    void make(LayerPlace layer) throws Exception {
      edit(layer, Map.of("/setting/format", 0));
    }
  },
  TOO_OLD {
    @Override
    void make(LayerPlace layer) throws Exception {
      edit(layer, Map.of("made", Instant.now().minusSeconds(7200).toString()));
    }
  },
  FACTS_TORN {
    @Override
    void make(LayerPlace layer) throws Exception {
      Files.writeString(layer.memoryFacts(), "{\"setting\": {");
      Files.setLastModifiedTime(layer.memory(), FileTime.from(Instant.EPOCH));
    }
  };

  abstract void make(LayerPlace layer) throws Exception;

  static void edit(LayerPlace layer, Map<String, ?> values) throws Exception {
    ObjectNode all = (ObjectNode) Json.mapper().readTree(layer.memoryFacts().toFile());
    values.forEach(
        (name, value) -> {
          int slash = name.lastIndexOf('/');
          ObjectNode at = slash <= 0 ? all : (ObjectNode) all.at(name.substring(0, slash));
          at.putPOJO(name.substring(slash + 1), value);
        });
    Json.write(layer.memoryFacts(), all);
  }
}
