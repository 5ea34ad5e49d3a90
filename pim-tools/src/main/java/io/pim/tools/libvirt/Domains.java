package io.pim.tools.libvirt;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The virtual machines of a daemon. */
public final class Domains {
  private final Virsh virsh;

  public Domains(Virsh virsh) {
    this.virsh = virsh;
  }

  /** The paths of all files and devices that domains have as disks, running or not. */
  public Set<String> diskPaths() throws InterruptedException {
    Set<String> paths = new HashSet<>();
    for (String uuid : uuids()) {
      NodeList sources = xml(uuid).element().getElementsByTagName("source");
      for (int i = 0; i < sources.getLength(); i++) {
        Element source = (Element) sources.item(i);
        paths.add(source.getAttribute("file"));
        paths.add(source.getAttribute("dev"));
      }
    }
    return paths;
  }

  private List<String> uuids() throws InterruptedException {
    return virsh
        .ask("list", "--all", "--uuid")
        .lines()
        .map(String::strip)
        .filter(line -> line.matches("[0-9a-f-]{36}"))
        .toList();
  }

  private LibvirtXml xml(String uuid) throws InterruptedException {
    return LibvirtXml.parse(virsh.ask("dumpxml", uuid), virsh.address());
  }
}
