package io.pim.tools.qemu;

import io.pim.model.unit.Architecture;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The SMBIOS structure that tells a guest its serial number: System Information, type 1 (DSP0134,
 * section 7.2), for QEMU's {@code -smbios file=}. It replaces QEMU's own structure of this type, so
 * it repeats QEMU's manufacturer and product: guests recognise by them that they are virtual.
 */
final class SmbiosSystem {
  private static final int LENGTH = 0x1b;
  private static final int HANDLE = 0x100;
  private static final int UUID_BYTES = 16;
  private static final int WOKEN_BY_POWER_SWITCH = 6;

  private SmbiosSystem() {}

  static byte[] table(Architecture architecture, String serial) {
    if (!serial.matches("[\\x20-\\x7e]+")) {
      throw new IllegalArgumentException("a serial number is printable ASCII");
    }
    ByteBuffer fixed = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    fixed.put((byte) 1).put((byte) LENGTH).putShort((short) HANDLE);
    // The manufacturer, product, version and serial number are the strings below, in this order.
    fixed.put(new byte[] {1, 2, 3, 4});
    fixed.put(new byte[UUID_BYTES]).put((byte) WOKEN_BY_POWER_SWITCH);
    ByteArrayOutputStream table = new ByteArrayOutputStream();
    table.writeBytes(fixed.array());
    for (String text : List.of("QEMU", product(architecture), "pim", serial)) {
      table.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
      table.write(0);
    }
    table.write(0);
    return table.toByteArray();
  }

  private static String product(Architecture architecture) {
    return architecture == Architecture.ARM64
        ? "QEMU Virtual Machine"
        : "Standard PC (Q35 + ICH9, 2009)";
  }
}
