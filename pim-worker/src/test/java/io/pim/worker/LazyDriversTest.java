package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.deploy.DeploySecrets;
import io.pim.model.files.PimFolders;
import io.pim.model.target.TargetSettings;
import io.pim.model.target.TargetType;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** AWS's SDK takes a second to load, and only commands that need it may wait for it. */
class LazyDriversTest {
  private static final String SDK = "software.amazon.";

  @Test
  void aTargetOfAnotherTypeDoesNotLoadAwssSdk() throws Exception {
    assertFalse(loadedBy(OpensAFolder.class).stream().anyMatch(name -> name.startsWith(SDK)));
  }

  @Test
  void aTargetOfAwsLoadsAwssSdk() throws Exception {
    assertTrue(loadedBy(OpensAws.class).stream().anyMatch(name -> name.startsWith(SDK)));
  }

  @ParameterizedTest
  @EnumSource(TargetType.class)
  void opensTargetsOfEveryType(TargetType type) {
    Map<String, Object> settings = new HashMap<>(least(type));
    settings.put("type", type.id());
    open(settings);
  }

  /** A type without a driver has no settings here, and does not compile. */
  private static Map<String, Object> least(TargetType type) {
    return switch (type) {
      case DIRECTORY -> Map.of("path", "/nowhere");
      case UTM -> Map.of("dir", "/nowhere");
      case LIBVIRT -> Map.of();
      case OCI -> Map.of("repository", "registry.example.org/images/web");
      case AWS -> Map.of("region", "eu-central-1");
      case PROXMOX -> Map.of("host", "pve.example.org", "node", "sg1", "storage", "local-lvm");
    };
  }

  /** Opens a target in a folder. */
  public static final class OpensAFolder implements Runnable {
    @Override
    public void run() {
      open(Map.of("type", "directory", "path", "/nowhere"));
    }
  }

  /** Opens a target of AWS. */
  public static final class OpensAws implements Runnable {
    @Override
    public void run() {
      open(Map.of("type", "aws", "region", "eu-central-1"));
    }
  }

  private static void open(Map<String, Object> settings) {
    DeploySecrets secrets =
        new DeploySecrets(Map.of("token", "pim@pve!deploy=01234567-89ab-cdef-0123-456789abcdef"));
    host().targetDrivers().open("target", TargetSettings.read("target", settings), secrets).close();
  }

  private static Host host() {
    Path nowhere = Path.of("/nowhere");
    return new Host(PimFolders.of(Map.of(), nowhere, nowhere), Map.of(), Clock.systemUTC());
  }

  private static Set<String> loadedBy(Class<? extends Runnable> act) throws Exception {
    try (Recording loader = new Recording()) {
      Class<?> own = Class.forName(act.getName(), true, loader);
      ((Runnable) own.getDeclaredConstructor().newInstance()).run();
      return loader.loaded;
    }
  }

  /** Loads all classes again, and records which. */
  private static final class Recording extends URLClassLoader {
    private final Set<String> loaded = ConcurrentHashMap.newKeySet();

    Recording() {
      super(
          Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
              .map(Recording::url)
              .toArray(URL[]::new),
          getPlatformClassLoader());
    }

    private static URL url(String path) {
      try {
        return Path.of(path).toUri().toURL();
      } catch (MalformedURLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      loaded.add(name);
      return super.findClass(name);
    }
  }
}
