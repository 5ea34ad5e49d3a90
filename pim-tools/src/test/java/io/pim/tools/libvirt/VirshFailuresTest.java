package io.pim.tools.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.tools.process.Finished;
import org.junit.jupiter.api.Test;

/** The messages of virsh 9. */
class VirshFailuresTest {
  private static FailureReport of(String said) {
    return VirshFailures.of("qemu:///system", "vol-upload", new Finished(1, "", said)).report();
  }

  @Test
  void aPoolThatFillsUpDuringAnUploadIsFull() {
    FailureReport report =
        of(
            """
            error: cannot send data to volume x.qcow2
            error: cannot write to stream: No space left on device
            """);

    assertEquals(FailureKind.TARGET_FULL, report.kind());
    assertEquals("cannot write to stream: No space left on device", report.why());
  }

  @Test
  void aMissingPoolNeedsAPerson() {
    FailureReport report =
        of(
            """
            error: failed to get pool 'images'
            error: Storage pool not found: no storage pool with matching name 'images'
            """);

    assertEquals(FailureKind.TARGET_REFUSED, report.kind());
    assertEquals("virsh vol-upload failed.", report.what());
    assertEquals(
        "Storage pool not found: no storage pool with matching name 'images'", report.why());
  }

  @Test
  void repeatsAfterADaemonDies() {
    assertEquals(
        FailureKind.TARGET_UNREACHABLE,
        of("error: End of file while reading data: Input/output error\n").kind());
    assertEquals(
        FailureKind.TARGET_UNREACHABLE,
        of("""
        error: failed to connect to the hypervisor
        error: Failed to connect socket to '/run/libvirt/libvirt-sock': Connection refused
        """)
            .kind());
  }

  @Test
  void repeatsAfterADaemonDiesDuringAnUpload() {
    FailureReport report =
        VirshFailures.of("qemu:///system", "vol-upload", new Finished(128 + 13, "", "")).report();

    assertEquals(FailureKind.TARGET_UNREACHABLE, report.kind());
    assertEquals("the daemon hung up", report.why());
  }

  @Test
  void anUnknownErrorIsAFailureOfTheTarget() {
    assertEquals(FailureKind.TARGET_FAILED, of("error: internal error: no such luck\n").kind());
    assertEquals("exit status 1", of("").why());
  }
}
