package io.pim.tools.libvirt;

import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Firmware;
import java.io.StringWriter;
import java.util.Optional;
import java.util.UUID;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The definition of a virtual machine, as libvirt reads it.
 *
 * @param accelerated whether the host has KVM for this architecture
 * @param description for people
 * @param pool of the disk
 * @param disk a qcow2 volume
 * @param uefiVariables the path of its own UEFI variables; if empty, the host makes some
 */
public record DomainXml(
    String name,
    UUID uuid,
    String description,
    Architecture architecture,
    boolean accelerated,
    ByteSize memory,
    int cores,
    String pool,
    String disk,
    String network,
    Firmware firmware,
    Optional<String> uefiVariables) {

  public String text() {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      write(xml);
      xml.flush();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }

  private void write(XMLStreamWriter xml) throws XMLStreamException {
    open(xml, "domain", "type", accelerated ? "kvm" : "qemu");
    leaf(xml, "name", name);
    leaf(xml, "uuid", uuid.toString());
    leaf(xml, "description", description);
    leaf(xml, "memory", Long.toString(memory.bytes()), "unit", "b");
    leaf(xml, "vcpu", Integer.toString(cores));
    writeFirmware(xml);
    open(xml, "features");
    empty(xml, "acpi");
    xml.writeEndElement();
    empty(xml, "cpu", "mode", accelerated ? "host-passthrough" : "maximum");
    open(xml, "devices");
    writeDisk(xml);
    open(xml, "interface", "type", "network");
    empty(xml, "source", "network", network);
    empty(xml, "model", "type", "virtio");
    xml.writeEndElement();
    empty(xml, "console", "type", "pty");
    open(xml, "channel", "type", "unix");
    empty(xml, "target", "type", "virtio", "name", "org.qemu.guest_agent.0");
    xml.writeEndElement();
    open(xml, "rng", "model", "virtio");
    leaf(xml, "backend", "/dev/urandom", "model", "random");
    xml.writeEndElement();
    xml.writeEndElement();
    xml.writeEndElement();
  }

  private void writeFirmware(XMLStreamWriter xml) throws XMLStreamException {
    if (firmware == Firmware.UEFI) {
      open(xml, "os", "firmware", "efi");
    } else {
      open(xml, "os");
    }
    String machine = architecture == Architecture.ARM64 ? "virt" : "q35";
    leaf(xml, "type", "hvm", "arch", architecture.qemuName(), "machine", machine);
    if (uefiVariables.isPresent()) {
      // A host may also have firmware with qcow2 variables, which do not fit.
      leaf(xml, "nvram", uefiVariables.get(), "format", "raw");
    }
    empty(xml, "boot", "dev", "hd");
    xml.writeEndElement();
  }

  private void writeDisk(XMLStreamWriter xml) throws XMLStreamException {
    open(xml, "disk", "type", "volume", "device", "disk");
    empty(xml, "driver", "name", "qemu", "type", "qcow2");
    empty(xml, "source", "pool", pool, "volume", disk);
    empty(xml, "target", "dev", "vda", "bus", "virtio");
    xml.writeEndElement();
  }

  private static void open(XMLStreamWriter xml, String name, String... attributes)
      throws XMLStreamException {
    xml.writeStartElement(name);
    writeAttributes(xml, attributes);
  }

  private static void empty(XMLStreamWriter xml, String name, String... attributes)
      throws XMLStreamException {
    xml.writeEmptyElement(name);
    writeAttributes(xml, attributes);
  }

  private static void leaf(XMLStreamWriter xml, String name, String text, String... attributes)
      throws XMLStreamException {
    open(xml, name, attributes);
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  private static void writeAttributes(XMLStreamWriter xml, String... attributes)
      throws XMLStreamException {
    for (int i = 0; i < attributes.length; i += 2) {
      xml.writeAttribute(attributes[i], attributes[i + 1]);
    }
  }
}
