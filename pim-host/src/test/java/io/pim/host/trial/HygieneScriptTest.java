package io.pim.host.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.process.Finished;
import io.pim.tools.testing.ScratchRoot;
import io.pim.tools.testing.ScratchRoot.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class HygieneScriptTest {
  private static final Instant BOOT = Instant.parse("2020-01-01T00:00:00Z");
  private static final Instant BEFORE = BOOT.minusSeconds(3600);
  private static final String HOST_KEY = "/etc/ssh/ssh_host_ed25519_key";
  private static final String JOURNAL =
      "/var/log/journal/0123456789abcdef0123456789abcdef/system.journal";
  private static final String OURS = "ssh-ed25519 AAAA pim-build:web-x86_64-20261122-120000\n";

  private static final String CLOUD_INIT_ENABLED = "/run/cloud-init/enabled";
  private static final String CLOUD_INIT_RESULT = "/run/cloud-init/result.json";

  /** A result as cloud-init writes it. */
  private static final String RESULT =
      """
      {
       "v1": {
        "datasource": "DataSourceNoCloudNet [seed=http://10.0.2.2/]",
        "errors": []
       }
      }
      """;

  @TempDir Path folder;

  /** A correct instance. */
  private ScratchRoot clean(Shell shell) throws Exception {
    return new ScratchRoot(folder, shell)
        .write("/proc/stat", "cpu 1 2 3\nbtime " + BOOT.getEpochSecond() + "\nprocesses 9\n")
        .write("/etc/passwd", "root:x:0:0::/root:/bin/sh\nsrv:x:2:2::/srv/app:/bin/sh\n")
        .program("/usr/bin/cloud-init", "exit 0")
        .write("/var/lib/cloud/data/instance-id", "i-1\n")
        .write("/var/lib/cloud/instances/i-1/x", "x")
        .write("/etc/machine-id", "0123456789abcdef0123456789abcdef\n")
        .write(JOURNAL, "x")
        .write(HOST_KEY, "key")
        .write("/root/.ssh/authorized_keys", "ssh-ed25519 AAAA instance\n")
        .write("/var/tmp/pim-run1/download", "x")
        .write("/run/pim/run1/script", "x");
  }

  private static Finished run(ScratchRoot root) throws Exception {
    return run(root, root.script("hostname", Map.of()).output().strip());
  }

  private static Finished run(ScratchRoot root, String hostName) throws Exception {
    return root.script(
        InstanceChecks.hygieneScript(),
        Map.of(
            "PIM_HOSTNAME", hostName,
            "PIM_INSTANCE_ID", "i-1",
            "PIM_RUN", "/run/pim/run1",
            "PIM_WORK", "/var/tmp/pim-run1"));
  }

  /** The possible faults of an image, each with the check that reports it. */
  enum Defect {
    NO_CLOUD_INIT("cloud-init is installed") {
      @Override
      void makeIn(ScratchRoot root) throws IOException {
        Files.delete(root.path("/usr/bin/cloud-init"));
      }
    },
    CLOUD_INIT_FAILED("cloud-init is done (exit status 1): detail: broken") {
      @Override
      void makeIn(ScratchRoot root) throws IOException {
        root.program("/usr/bin/cloud-init", "echo detail: broken; exit 1");
      }
    },
    CLOUD_INIT_REPORTED_ERRORS("cloud-init is done (exit status 1): detail: broken") {
      @Override
      void makeIn(ScratchRoot root) throws IOException {
        root.program("/usr/bin/cloud-init", "echo detail: broken; exit 1")
            .write(CLOUD_INIT_ENABLED, "")
            .write(CLOUD_INIT_RESULT, RESULT.replace("[]", "[\n   \"broken\"\n  ]"));
      }
    },
    CLOUD_INIT_RESULT_OF_THE_BUILD("cloud-init is done (exit status 1): detail: broken") {
      @Override
      void makeIn(ScratchRoot root) throws IOException {
        root.program("/usr/bin/cloud-init", "echo detail: broken; exit 1")
            .write(CLOUD_INIT_RESULT, RESULT)
            .touch(CLOUD_INIT_RESULT, BEFORE);
      }
    },
    OTHER_INSTANCE("the instance id is the instance's") {
      @Override
      void makeIn(ScratchRoot root) throws IOException {
        root.write("/var/lib/cloud/data/instance-id", "i-of-the-build\n");
      }
    },
    NO_INSTANCE("cloud-init knows an instance id") {
      @Override
      void makeIn(ScratchRoot root) throws IOException {
        Files.delete(root.path("/var/lib/cloud/data/instance-id"));
      }
    },
    DATA_OF_ANOTHER_INSTANCE("no other instance's data came with the image") {
      @Override
      void makeIn(ScratchRoot root) throws IOException {
        root.write("/var/lib/cloud/instances/i-old/x", "x");
      }
    },
    MACHINE_ID_OF_THE_BUILD("the machine id was made at this boot") {
      @Override
      void makeIn(ScratchRoot root) throws IOException {
        root.touch("/etc/machine-id", BEFORE);
      }
    },
    NO_MACHINE_ID("the machine id was made at this boot") {
      @Override
      void makeIn(ScratchRoot root) throws IOException {
        root.write("/etc/machine-id", "");
        Files.delete(root.path(JOURNAL));
        Files.delete(root.path(JOURNAL).getParent());
      }
    },
    HOST_KEY_OF_THE_BUILD("host key " + HOST_KEY + " was made at this boot") {
      @Override
      void makeIn(ScratchRoot root) throws IOException {
        root.touch(HOST_KEY, BEFORE);
      }
    },
    DROPBEAR_KEY_OF_THE_BUILD(
        "host key /etc/dropbear/dropbear_rsa_host_key was made at this boot") {
      @Override
      void makeIn(ScratchRoot root) throws IOException {
        root.write("/etc/dropbear/dropbear_rsa_host_key", "x")
            .touch("/etc/dropbear/dropbear_rsa_host_key", BEFORE);
      }
    },
    NO_HOST_KEY("there is an SSH host key") {
      @Override
      void makeIn(ScratchRoot root) throws IOException {
        Files.delete(root.path(HOST_KEY));
      }
    },
    BUILD_KEY_OF_ROOT("no build's key came with the image") {
      @Override
      void makeIn(ScratchRoot root) throws IOException {
        root.write("/root/.ssh/authorized_keys", OURS);
      }
    },
    BUILD_KEY_OF_A_USER("no build's key came with the image") {
      @Override
      void makeIn(ScratchRoot root) throws IOException {
        root.write("/home/with blank/.ssh/authorized_keys", OURS);
      }
    },
    BUILD_KEY_ELSEWHERE("no build's key came with the image") {
      @Override
      void makeIn(ScratchRoot root) throws IOException {
        root.write("/srv/app/.ssh/authorized_keys", OURS);
      }
    },
    FILES_OF_THE_BUILD("no build's files came with the image") {
      @Override
      void makeIn(ScratchRoot root) throws IOException {
        root.write("/var/tmp/pim-0123456789ab/output", "x");
      }
    },
    A_RUN_OF_THE_BUILD("no build's files came with the image") {
      @Override
      void makeIn(ScratchRoot root) throws IOException {
        root.write("/run/pim/0123456789ab/script", "x");
      }
    },
    CORE_DUMP("no core dumps") {
      @Override
      void makeIn(ScratchRoot root) throws IOException {
        root.write("/var/lib/systemd/coredump/core.7", "x");
      }
    },
    JOURNAL_OF_THE_BUILD("no other machine's journal came with the image") {
      @Override
      void makeIn(ScratchRoot root) throws IOException {
        root.write("/var/log/journal/ffffffffffffffffffffffffffffffff/system.journal", "x");
      }
    },
    LARGE_LOGS("logs are small") {
      @Override
      void makeIn(ScratchRoot root) throws IOException {
        Files.write(root.path("/var/log/syslog"), new byte[40 << 20]);
      }
    };

    private final String check;

    Defect(String check) {
      this.check = check;
    }

    abstract void makeIn(ScratchRoot root) throws IOException;
  }

  @ParameterizedTest
  @EnumSource(Shell.class)
  void aCleanInstancePasses(Shell shell) throws Exception {
    Finished finished = run(clean(shell));

    assertEquals(0, finished.exitCode(), finished.output());
    assertFalse(finished.output().contains("FAIL"), finished.output());
    assertEquals(12, finished.output().lines().filter(l -> l.startsWith("ok    ")).count());
    assertTrue(finished.output().lines().allMatch(l -> l.startsWith("ok    ")), finished.output());
  }

  @ParameterizedTest
  @EnumSource(Defect.class)
  void onlyItsOwnCheckFindsEachDefect(Defect defect) throws Exception {
    ScratchRoot root = clean(Shell.BUSYBOX);
    defect.makeIn(root);

    Finished finished = run(root);

    assertEquals(1, finished.exitCode(), finished.output());
    List<String> failed = finished.output().lines().filter(l -> l.startsWith("FAIL")).toList();
    assertEquals(1, failed.size(), finished.output());
    assertTrue(failed.get(0).startsWith("FAIL  " + defect.check), failed.toString());
  }

  @Test
  void theHostNameMustBeTheInstances() throws Exception {
    Finished finished = run(clean(Shell.BUSYBOX), "another");

    assertEquals(1, finished.exitCode(), finished.output());
    assertTrue(finished.output().contains("FAIL  the host name is the instance's (another)"));
  }

  @Test
  void reportsAllDefectsTogether() throws Exception {
    ScratchRoot root = clean(Shell.DASH);
    root.touch("/etc/machine-id", BEFORE).touch(HOST_KEY, BEFORE);
    root.write("/var/lib/systemd/coredump/core.7", "x");

    Finished finished = run(root);

    assertEquals(1, finished.exitCode());
    assertEquals(3, finished.output().lines().filter(l -> l.startsWith("FAIL")).count());
  }

  @Test
  void acceptsWarningsOfCloudInit() throws Exception {
    ScratchRoot root = clean(Shell.BUSYBOX);
    root.program("/usr/bin/cloud-init", "exit 2");

    Finished finished = run(root);

    assertEquals(0, finished.exitCode(), finished.output());
  }

  @Test
  void trustsTheResultThatCloudInitWroteSinceTheBoot() throws Exception {
    ScratchRoot root = clean(Shell.BUSYBOX);
    root.program("/usr/bin/cloud-init", "exit 1")
        .write(CLOUD_INIT_ENABLED, "")
        .write(CLOUD_INIT_RESULT, RESULT);

    Finished finished = run(root);

    assertEquals(0, finished.exitCode(), finished.output());
  }

  @Test
  void passesShellcheck() throws Exception {
    assertEquals("", ScratchRoot.shellcheck(InstanceChecks.hygieneScript()));
  }
}
