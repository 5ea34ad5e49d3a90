package io.pim.tools.qemu;

import java.util.List;

/**
 * The accelerator for a kernel on this host, and the result for each accelerator tried.
 *
 * @param reasons sentences for people, one for each accelerator tried, in order
 */
public record AcceleratorChoice(Accelerator accelerator, List<String> reasons) {
  public AcceleratorChoice {
    reasons = List.copyOf(reasons);
  }
}
