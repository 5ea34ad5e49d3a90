package io.pim.model.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.host.HostIdentity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No name from outside leads to a file outside the folder it belongs in. */
class NamesFromOutsideTest {
  private static final PimFolders FOLDERS = PimFolders.of(Map.of(), Path.of("/h"), Path.of("/p"));

  private static final List<Function<String, Object>> WAYS =
      List.of(
          FOLDERS::build,
          FOLDERS::verification,
          FOLDERS::image,
          FOLDERS::imageDraft,
          FOLDERS::imageManifest,
          FOLDERS::imageSeen,
          FOLDERS::imageUefiVariables,
          FOLDERS::vm,
          VmName::of,
          BuildId::of,
          HostIdentity::new,
          name -> Names.inside(Path.of("/p"), name));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../x",
        "a/../../x",
        "/etc/passwd",
        "a/b",
        "a\\b",
        ".hidden",
        "-rf",
        "~root",
        "a b",
        "a\nb",
        "a\u0000b",
        "a\u202eb",
        "\uff0e\uff0e",
        "..-x86_64-20261122-100000",
        "a/b-x86_64-20261122-100000"
      })
  void everyTypeRefusesAnInvalidName(String name) {
    for (Function<String, Object> way : WAYS) {
      assertThrows(IllegalArgumentException.class, () -> way.apply(name), name);
    }
    assertFalse(Names.isPlain(name));
    assertTrue(BuildId.tryParse(name).isEmpty());
  }

  @Test
  void refusesANameTooLongForAFile() {
    assertFalse(Names.isPlain("a".repeat(129)));
    assertTrue(Names.isPlain("a".repeat(128)));
  }

  @Test
  void aPlainNameStaysInItsFolder() {
    Path image = FOLDERS.image("x..y");
    assertEquals(FOLDERS.images(), image.normalize().getParent());
  }
}
