package io.pim.tools.proxmox.fake;

import java.util.Optional;

/**
 * The options that QEMU on an arm64 node refuses when it starts a VM, although the API accepts
 * them.
 */
final class ArmBoard {
  private ArmBoard() {}

  static void require(String machine, Vm vm) throws TaskError {
    if (!machine.equals("aarch64")) {
      return;
    }
    String type = vm.option("machine").orElse("virt");
    if (!type.startsWith("virt")) {
      throw failed("unsupported machine type\nUse -machine help to list supported machines");
    }
    Optional<String> ide =
        vm.config().keySet().stream().filter(key -> key.matches("ide\\d")).findAny();
    if (ide.isPresent()) {
      throw failed(
          "-device ide-cd,bus=ide.1,unit=0,drive=drive-" + ide.get() + ": Bus 'ide.1' not found");
    }
    // Without a type the processor is a Cortex-A57, which differs from the node's.
    String cpu = vm.option("cpu").orElse("cortex-a57").split(",", 2)[0];
    if (cpu.equals("cortex-a57")) {
      throw failed("kvm_init_vcpu: kvm_arch_init_vcpu failed (0): Invalid argument");
    }
    if (!cpu.matches("host|max|custom-.+")) {
      throw failed("unable to find CPU model '" + cpu + "'");
    }
    if (vm.option("bios").filter("ovmf"::equals).isEmpty()) {
      throw failed("the board has no BIOS, and nothing boots");
    }
  }

  private static TaskError failed(String message) {
    return new TaskError("start failed: QEMU exited with code 1: qemu-system-aarch64: " + message);
  }
}
