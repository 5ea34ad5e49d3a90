package io.pim.tools.utm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * Reads a machine as strictly as UTM 4: a missing key, a value of another type or an unknown word
 * is an error. It also refuses what UTM would change on its own: a folder whose name differs from
 * its machine's, which UTM renames, and files in {@code Data} that nothing names, which UTM
 * removes.
 */
public final class StrictUtmReader {
  private static final Class<?> TEXT = String.class;
  private static final Class<?> NUMBER = Long.class;
  private static final Class<?> YES_NO = Boolean.class;

  private StrictUtmReader() {}

  /** The configuration of a correct machine. */
  public static Map<String, Object> read(Path bundle) throws IOException {
    Map<String, Object> all = parse(Files.readString(bundle.resolve("config.plist")));
    word(all, "Backend", "QEMU");
    require(all.get("ConfigurationVersion").equals(4L), "ConfigurationVersion " + all);
    information(section(all, "Information"), bundle);
    system(section(all, "System"));
    qemu(section(all, "QEMU"));
    Map<String, Object> input = section(all, "Input");
    word(input, "UsbBusSupport", "Disabled", "2.0", "3.0");
    typed(input, YES_NO, "UsbSharing");
    typed(input, NUMBER, "MaximumUsbShare");
    Map<String, Object> sharing = section(all, "Sharing");
    word(sharing, "DirectoryShareMode", "None", "WebDAV", "VirtFS");
    typed(sharing, YES_NO, "DirectoryShareReadOnly", "ClipboardSharing");
    sections(all, "Display").forEach(StrictUtmReader::display);
    sections(all, "Drive").forEach(StrictUtmReader::drive);
    sections(all, "Network").forEach(StrictUtmReader::network);
    sections(all, "Serial").forEach(StrictUtmReader::serial);
    sections(all, "Sound").forEach(its -> typed(its, TEXT, "Hardware"));
    files(all, bundle.resolve("Data"));
    return all;
  }

  private static void information(Map<String, Object> values, Path bundle) {
    typed(values, TEXT, "Name", "UUID", "Notes", "Icon");
    typed(values, YES_NO, "IconCustom");
    UUID.fromString((String) values.get("UUID"));
    require(bundle.endsWith(values.get("Name") + ".utm"), "UTM would rename " + bundle);
  }

  private static void system(Map<String, Object> values) {
    word(values, "Architecture", "x86_64", "aarch64");
    word(values, "Target", values.get("Architecture").equals("aarch64") ? "virt" : "q35");
    typed(values, TEXT, "CPU");
    typed(values, List.class, "CPUFlagsAdd", "CPUFlagsRemove");
    typed(values, NUMBER, "CPUCount", "MemorySize", "JITCacheSize");
    typed(values, YES_NO, "ForceMulticore");
  }

  private static void qemu(Map<String, Object> values) {
    typed(values, YES_NO, "DebugLog", "UEFIBoot", "RNGDevice", "BalloonDevice", "TPMDevice");
    typed(values, YES_NO, "Hypervisor", "RTCLocalTime", "PS2Controller");
    typed(values, List.class, "AdditionalArguments");
  }

  private static void display(Map<String, Object> values) {
    typed(values, TEXT, "Hardware");
    typed(values, YES_NO, "DynamicResolution", "NativeResolution");
    word(values, "UpscalingFilter", "Linear", "Nearest");
    word(values, "DownscalingFilter", "Linear", "Nearest");
  }

  private static void drive(Map<String, Object> values) {
    typed(values, TEXT, "Identifier", "ImageName");
    word(values, "ImageType", "Disk", "CD");
    word(values, "Interface", "VirtIO", "USB");
    typed(values, NUMBER, "InterfaceVersion");
    typed(values, YES_NO, "ReadOnly");
  }

  private static void network(Map<String, Object> values) {
    word(values, "Mode", "Emulated", "Shared", "Host", "Bridged");
    typed(values, TEXT, "Hardware", "MacAddress");
    typed(values, YES_NO, "IsolateFromHost");
    typed(values, List.class, "PortForward");
    String mac = (String) values.get("MacAddress");
    require(mac.matches("[0-9a-f]{2}(:[0-9a-f]{2}){5}"), mac);
  }

  private static void serial(Map<String, Object> values) {
    word(values, "Mode", "Terminal", "TcpClient", "TcpServer", "Ptty");
    word(values, "Target", "Auto", "Manual", "GDB", "Monitor");
    Map<String, Object> terminal = section(values, "Terminal");
    typed(terminal, TEXT, "Font");
    typed(terminal, NUMBER, "FontSize");
  }

  private static void files(Map<String, Object> all, Path data) throws IOException {
    Set<String> named = new HashSet<>();
    Set<Object> ids = new HashSet<>();
    for (Map<String, Object> drive : sections(all, "Drive")) {
      named.add((String) drive.get("ImageName"));
      require(ids.add(drive.get("Identifier")), "two drives have one id");
    }
    if (section(all, "QEMU").get("UEFIBoot").equals(true)) {
      named.add("efi_vars.fd");
    }
    Set<String> there = new HashSet<>();
    try (Stream<Path> files = Files.list(data)) {
      files.forEach(file -> there.add(file.getFileName().toString()));
    }
    require(named.equals(there), "named are " + named + ", and there are " + there);
  }

  private static void typed(Map<String, Object> values, Class<?> type, String... keys) {
    for (String key : keys) {
      require(type.isInstance(values.get(key)), key + " is no " + type + ": " + values);
    }
  }

  private static void word(Map<String, Object> values, String key, String... words) {
    require(List.of(words).contains(values.get(key)), key + " is none of them: " + values);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> section(Map<String, Object> values, String key) {
    typed(values, Map.class, key);
    return (Map<String, Object>) values.get(key);
  }

  /** The items of an array of dictionaries. */
  @SuppressWarnings("unchecked")
  public static List<Map<String, Object>> sections(Map<String, Object> values, String key) {
    typed(values, List.class, key);
    ((List<?>) values.get(key)).forEach(item -> require(item instanceof Map, key));
    return (List<Map<String, Object>>) values.get(key);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError("UTM refuses the machine: " + otherwise);
    }
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> parse(String text) throws IOException {
    try {
      DocumentBuilder builder = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
      // Apple's DTD is on a server.
      builder.setEntityResolver(
          (name, address) -> new org.xml.sax.InputSource(new java.io.StringReader("")));
      Element root =
          builder
              .parse(new org.xml.sax.InputSource(new java.io.StringReader(text)))
              .getDocumentElement();
      require(root.getTagName().equals("plist"), root.getTagName());
      require(root.getAttribute("version").equals("1.0"), "version");
      return (Map<String, Object>) value(children(root).get(0));
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(text, e);
    }
  }

  private static Object value(Element element) {
    return switch (element.getTagName()) {
      case "dict" -> dictionary(children(element));
      case "array" -> children(element).stream().map(StrictUtmReader::value).toList();
      case "string" -> element.getTextContent();
      case "integer" -> Long.valueOf(element.getTextContent());
      case "true" -> true;
      case "false" -> false;
      default -> throw new AssertionError(element.getTagName());
    };
  }

  private static Map<String, Object> dictionary(List<Element> children) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < children.size(); i += 2) {
      require(children.get(i).getTagName().equals("key"), "no key");
      Object before = values.put(children.get(i).getTextContent(), value(children.get(i + 1)));
      require(before == null, "twice: " + children.get(i).getTextContent());
    }
    return values;
  }

  private static List<Element> children(Element element) {
    List<Element> children = new ArrayList<>();
    for (Node at = element.getFirstChild(); at != null; at = at.getNextSibling()) {
      if (at instanceof Element child) {
        children.add(child);
      }
    }
    return children;
  }
}
