package io.pim.model.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.model.unit.Architecture;
import org.junit.jupiter.api.Test;

class InstallerArgumentsTest {
  @Test
  void followsArchitectureAndNames() {
    assertEquals(
        "auto=true priority=critical preseed/url={preseed_url} hostname=web domain=example.org"
            + " DEBIAN_FRONTEND=text netcfg/choose_interface=auto"
            + " console=ttyS0,115200n8 --- console=ttyS0,115200n8",
        InstallerArguments.template(Architecture.X86_64, "web", "example.org"));
    assertEquals(
        "auto=true priority=critical preseed/url=http://10.0.2.2:1/x hostname=web"
            + " DEBIAN_FRONTEND=text netcfg/choose_interface=auto"
            + " console=ttyAMA0,115200n8 --- console=ttyAMA0,115200n8",
        InstallerArguments.withUrl(
            InstallerArguments.template(Architecture.ARM64, "web", ""), "http://10.0.2.2:1/x"));
  }
}
