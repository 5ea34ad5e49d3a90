package io.pim.model.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibvirtTargetTest extends TargetsFixture {
  @Test
  void readsEveryField() throws IOException {
    LibvirtTarget libvirt = (LibvirtTarget) settings("type: libvirt\ndomain: true\n");
    assertEquals("qemu:///system", libvirt.uri());
    assertEquals("default", libvirt.pool());
    assertTrue(libvirt.domain());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "qemu+ssh://pim@lab.example.org:2222/system?keyfile=/k&known_hosts=/h",
        "qemu+unix:///session?socket=/run/x",
        "qemu:///session"
      })
  void readsAConnection(String uri) throws IOException {
    LibvirtTarget libvirt = (LibvirtTarget) settings("type: libvirt\nuri: '" + uri + "'\n");
    assertEquals(uri, libvirt.uri());
  }

  /** Programs to run, options of ssh, passwords, and other hypervisors. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "qemu+ssh://host/system?command=/tmp/x",
        "qemu+ssh://host/system?keyfile=/k&netcat=/tmp/x",
        "qemu+ssh://host/system?no_verify=1",
        "qemu+ext:///system?command=/tmp/x",
        "qemu+ssh://-oProxyCommand=x/system",
        "qemu+ssh://-x@host/system",
        "qemu+tls://user:password@host/system",
        "lxc:///system"
      })
  void refusesOtherConnections(String uri) throws IOException {
    List<String> found = problems("t:\n  type: libvirt\n  uri: '" + uri + "'\n");
    assertEquals(1, found.size(), found.toString());
    assertTrue(found.get(0).contains("must be a libvirt URI"), found.get(0));
  }
}
