package io.pim.cli.vm;

import io.pim.cli.output.CommandFailure;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.host.vm.VmRecord;
import io.pim.host.vm.VmStore;
import io.pim.model.config.NearestName;
import io.pim.model.files.VmName;
import java.io.IOException;
import java.util.List;

/** Finds the machine that a person names; an unknown one is a usage error. */
public final class VmNames {
  private final VmStore store;

  public VmNames(VmStore store) {
    this.store = store;
  }

  /** An existing machine, complete or not. */
  public VmName known(VmName name) throws IOException {
    if (store.exists(name)) {
      return name;
    }
    List<String> names = store.names().stream().map(VmName::text).toList();
    throw Complaint.of(ExitStatus.USAGE, "There is no VM '" + name + "'.")
        .because(names.isEmpty() ? "No VM has been made yet: pim vm run IMAGE" : "")
        .advise(NearestName.question(name.text(), names) + "See what there is: pim vm list -a")
        .failure();
  }

  /** A complete machine. */
  public VmRecord record(VmName name) throws IOException {
    VmName known = known(name);
    return store.find(known).orElseThrow(() -> incomplete(known));
  }

  private CommandFailure incomplete(VmName name) {
    return Complaint.of(ExitStatus.FAILED, "VM " + name + " is incomplete.")
        .at(store.folder(name).root())
        .because("Its creation was interrupted, or another version of PIM made it.")
        .advise("Remove it: pim vm rm " + name)
        .failure();
  }
}
