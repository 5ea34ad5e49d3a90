package io.pim.host.deploy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.deploy.DeployStep;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.tools.aws.Aws;
import io.pim.tools.aws.AwsAccess;
import io.pim.tools.aws.fake.Ami;
import io.pim.tools.aws.fake.FakeAws;
import io.pim.tools.aws.fake.Snap;
import io.pim.tools.process.Pause;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Failures that users of other tools have reported. */
class AwsPeersTest extends AwsFixture {
  /** Each AMI has a snapshot, and there is no other snapshot. */
  private void assertNoOrphans() {
    assertEquals(
        Set.copyOf(region().images().stream().map(Ami::snapshot).toList()),
        Set.copyOf(region().snapshots()));
  }

  /** osbuild: every AMI had the same size, and its import took up to 100 minutes. */
  @Test
  void makesAnAmiOfTheDisksSizeWithoutAnImport() throws Exception {
    Path raw = folder.resolve("large.raw");
    try (RandomAccessFile disk = new RandomAccessFile(raw.toFile(), "rw")) {
      disk.write(1);
      disk.setLength((1L << 30) + AwsDeployments.BLOCK);
      disk.seek(1L << 30);
      disk.write(1);
    }
    deployments.makeImage(1, raw);
    deployments.deploy(1);
    Snap snap = region().images().get(0).snapshot();
    assertEquals(2, snap.gibibytes());
    assertEquals(2, snap.puts());
    assertFalse(fake.calls().contains("ImportSnapshot"), fake.calls().toString());
  }

  /** RegisterImage uses i386 by default. */
  @Test
  void registersNoAmiAsI386() throws Exception {
    deployments.deploy(1);
    deployments.of(Architecture.ARM64, Firmware.UEFI).deploy(2);
    assertEquals(
        List.of("x86_64", "arm64"), region().images().stream().map(Ami::architecture).toList());
  }

  @Test
  void removesTheSnapshotOfAnAmiThatSomebodyDeregistered() throws Exception {
    deployments.deploy(1);
    Ami gone = region().images().get(0);
    AwsAccess access = new AwsAccess(Optional.empty(), Optional.of(URI.create(fake.endpoint())));
    try (Aws aws = new Aws(access, Pause.REAL)) {
      aws.amis().remove(AwsDeployments.REGION, gone.id());
    }
    assertEquals(List.of(gone.snapshot()), region().snapshots());
    deployments.deploy(2);
    assertEquals(1, region().images().size());
    assertNoOrphans();
  }

  @Test
  void twoSimultaneousDeploymentsToOneNameGetAnAmiEach() throws Exception {
    for (DeployStep last : List.of(DeployStep.UPLOAD, DeployStep.CREATE)) {
      try (FakeAws shared = FakeAws.start(folder.resolve("shared-" + last))) {
        AwsDeployments one = new AwsDeployments(shared, folder.resolve("one-" + last));
        AwsDeployments other = new AwsDeployments(shared, folder.resolve("other-" + last));
        for (DeployStep step : List.of(DeployStep.CONVERT, DeployStep.UPLOAD, DeployStep.CREATE)) {
          if (step.compareTo(last) <= 0) {
            one.run(1, step);
          }
        }
        // Its host uses another PIM service, which does not know the first deployment.
        other.deploy(2);
        one.deploy(1);
        List<Ami> amis = shared.cloud().region(AwsDeployments.REGION).images();
        assertEquals(2, amis.size(), "interrupted after " + last);
        for (Ami ami : amis) {
          boolean first = ami.tags().get("pim:deployment").equals(one.id(1).text());
          assertTrue(AwsDeployments.holds(ami, first ? 1 : 2));
          assertEquals(first, ami.tags().containsKey("pim:current"), "the last switch counts");
        }
        assertEquals(2, shared.cloud().region(AwsDeployments.REGION).snapshots().size());
      }
    }
  }

  @Test
  void deploysFromAHostWithAWrongClock() throws Exception {
    fake.setAhead(Duration.ofHours(2));
    deployments.deploy(1);
    assertTrue(AwsDeployments.holds(region().images().get(0), 1));
    assertNoOrphans();
  }
}
