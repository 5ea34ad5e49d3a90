package io.pim.tools.libvirt;

import io.pim.model.unit.Architecture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The virtual machines of a daemon. */
public final class Domains {
  private static final Pattern ROW =
      Pattern.compile("\\s*([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\s+(\\S.*?)\\s*");

  private final Virsh virsh;

  public Domains(Virsh virsh) {
    this.virsh = virsh;
  }

  /** The disks of domains, running or not, except for those of one domain. */
  public DomainDisks disks(UUID except) throws InterruptedException {
    Set<String> paths = new HashSet<>();
    Set<String> volumes = new HashSet<>();
    for (UUID uuid : list("--all").keySet()) {
      if (!uuid.equals(except)) {
        NodeList sources = xml(uuid).element().getElementsByTagName("source");
        for (int i = 0; i < sources.getLength(); i++) {
          Element source = (Element) sources.item(i);
          paths.add(source.getAttribute("file"));
          paths.add(source.getAttribute("dev"));
          volumes.add(source.getAttribute("pool") + "/" + source.getAttribute("volume"));
        }
      }
    }
    return new DomainDisks(paths, volumes);
  }

  /** The names of all domains, running or not. */
  public Map<UUID, String> names() throws InterruptedException {
    return list("--all");
  }

  /** Whether a domain runs, or is paused. */
  public boolean isRunning(UUID uuid) throws InterruptedException {
    return list().containsKey(uuid);
  }

  private Map<UUID, String> list(String... which) throws InterruptedException {
    List<String> words = new ArrayList<>(List.of("list", "--uuid", "--name"));
    words.addAll(List.of(which));
    Map<UUID, String> names = new LinkedHashMap<>();
    virsh
        .ask(words.toArray(String[]::new))
        .lines()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .forEach(row -> names.put(UUID.fromString(row.group(1)), row.group(2)));
    return names;
  }

  private LibvirtXml xml(UUID uuid) throws InterruptedException {
    return LibvirtXml.parse(virsh.ask("dumpxml", uuid.toString()), virsh.address());
  }

  /** Whether the host accelerates machines of an architecture. */
  public boolean hasKvm(Architecture architecture) throws InterruptedException {
    NodeList types =
        LibvirtXml.parse(virsh.ask("capabilities"), virsh.address())
            .element()
            .getElementsByTagName("domain");
    for (int i = 0; i < types.getLength(); i++) {
      Element type = (Element) types.item(i);
      boolean same =
          type.getParentNode() instanceof Element arch
              && arch.getAttribute("name").equals(architecture.qemuName());
      if (same && type.getAttribute("type").equals("kvm")) {
        return true;
      }
    }
    return false;
  }

  /** Whether the daemon has a network of a name, active or not. */
  public boolean hasNetwork(String name) throws InterruptedException {
    return virsh
        .ask("net-list", "--all", "--name")
        .lines()
        .map(String::strip)
        .anyMatch(name::equals);
  }

  /** Defines a domain from a file, or replaces the definition of the same domain. */
  public void define(Path file) throws InterruptedException {
    virsh.ask("define", file.toAbsolutePath().toString());
  }

  /** Renames a domain, which must not run. */
  public void rename(UUID uuid, String name) throws InterruptedException {
    virsh.ask("domrename", uuid.toString(), name);
  }

  /** Removes a domain's definition; its volumes stay. */
  public void undefine(UUID uuid) throws InterruptedException {
    virsh.ask("undefine", uuid.toString(), "--keep-nvram");
  }
}
