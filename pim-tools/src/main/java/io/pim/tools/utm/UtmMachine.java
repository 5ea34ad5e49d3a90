package io.pim.tools.utm;

import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Firmware;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A machine as UTM keeps it: a folder {@code NAME.utm} with {@code config.plist} and a folder
 * {@code Data}. UTM renames a folder whose name differs from its machine's.
 *
 * @param id the id by which UTM distinguishes machines
 * @param notes text that UTM shows below the machine
 * @param network UTM's word: Shared, Bridged, Host or Emulated
 * @param mac of its network card
 * @param disk the id of its disk; UTM makes the disk's serial number from it
 * @param seed the id of the drive with cloud-init's seed; empty if there is none
 */
public record UtmMachine(
    String name,
    UUID id,
    String notes,
    Architecture architecture,
    Firmware firmware,
    ByteSize memory,
    int cores,
    String network,
    String mac,
    UUID disk,
    Optional<UUID> seed) {
  /** The file that UTM reads first. */
  public static final String CONFIGURATION = "config.plist";

  /** The folder of everything that the configuration names. UTM removes other files from it. */
  public static final String DATA = "Data";

  public static final String DISK_FILE = "disk.qcow2";
  public static final String SEED_FILE = "seed.iso";

  /** UTM finds the UEFI variables by this name alone. */
  public static final String UEFI_VARIABLES = "efi_vars.fd";

  /** The format of UTM 4, the oldest and the newest that it reads without a migration. */
  private static final int VERSION = 4;

  /** The text of {@code config.plist}, with every key that UTM's reader demands. */
  public String configuration() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("Backend", "QEMU");
    all.put("ConfigurationVersion", VERSION);
    all.put("Information", information());
    all.put("System", system());
    all.put("QEMU", qemu());
    all.put("Input", input());
    all.put("Sharing", sharing());
    all.put("Display", List.of(display()));
    all.put("Drive", drives());
    all.put("Network", List.of(networkCard()));
    all.put("Serial", List.of(serial()));
    all.put("Sound", List.of());
    return Plist.of(all);
  }

  private Map<String, Object> information() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("Name", name);
    values.put("IconCustom", false);
    values.put("Icon", "debian");
    values.put("Notes", notes);
    values.put("UUID", text(id));
    return values;
  }

  private Map<String, Object> system() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("Architecture", architecture.qemuName());
    values.put("Target", architecture == Architecture.ARM64 ? "virt" : "q35");
    values.put("CPU", "default");
    values.put("CPUFlagsAdd", List.of());
    values.put("CPUFlagsRemove", List.of());
    values.put("CPUCount", cores);
    values.put("ForceMulticore", false);
    values.put("MemorySize", memory.toMebibytes());
    values.put("JITCacheSize", 0);
    return values;
  }

  private Map<String, Object> qemu() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("DebugLog", false);
    values.put("UEFIBoot", firmware == Firmware.UEFI);
    values.put("RNGDevice", true);
    values.put("BalloonDevice", false);
    values.put("TPMDevice", false);
    // UTM emulates if the Mac's processor has another architecture.
    values.put("Hypervisor", true);
    values.put("RTCLocalTime", false);
    values.put("PS2Controller", false);
    values.put("AdditionalArguments", List.of());
    return values;
  }

  private static Map<String, Object> input() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("UsbBusSupport", "3.0");
    values.put("UsbSharing", false);
    values.put("MaximumUsbShare", 3);
    return values;
  }

  private static Map<String, Object> sharing() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("DirectoryShareMode", "None");
    values.put("DirectoryShareReadOnly", false);
    values.put("ClipboardSharing", false);
    return values;
  }

  private Map<String, Object> display() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("Hardware", architecture == Architecture.ARM64 ? "virtio-ramfb" : "virtio-vga");
    values.put("DynamicResolution", true);
    values.put("UpscalingFilter", "Nearest");
    values.put("DownscalingFilter", "Linear");
    values.put("NativeResolution", false);
    return values;
  }

  private List<Map<String, Object>> drives() {
    List<Map<String, Object>> drives = new ArrayList<>();
    drives.add(drive(disk, DISK_FILE, false));
    // A disk and no CD, because a kernel for clouds may have no driver but virtio's.
    seed.ifPresent(its -> drives.add(drive(its, SEED_FILE, true)));
    return drives;
  }

  private static Map<String, Object> drive(UUID id, String file, boolean readOnly) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("Identifier", text(id));
    values.put("ImageName", file);
    values.put("ImageType", "Disk");
    values.put("Interface", "VirtIO");
    values.put("InterfaceVersion", 1);
    values.put("ReadOnly", readOnly);
    return values;
  }

  private Map<String, Object> networkCard() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("Mode", network);
    values.put("Hardware", "virtio-net-pci");
    values.put("MacAddress", mac);
    values.put("IsolateFromHost", false);
    values.put("PortForward", List.of());
    return values;
  }

  /** PIM's images write their boot messages there. */
  private static Map<String, Object> serial() {
    Map<String, Object> terminal = new LinkedHashMap<>();
    terminal.put("ForegroundColor", "#ffffff");
    terminal.put("BackgroundColor", "#000000");
    terminal.put("Font", "Menlo");
    terminal.put("FontSize", 12);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("Mode", "Terminal");
    values.put("Target", "Auto");
    values.put("Terminal", terminal);
    return values;
  }

  private static String text(UUID id) {
    return id.toString().toUpperCase(Locale.ROOT);
  }
}
