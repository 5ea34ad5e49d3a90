package io.pim.cli.plan;

import io.pim.model.plan.InstallerArguments;
import io.pim.model.plan.IsoSource;
import io.pim.model.plan.MachineSpec;
import io.pim.model.plan.Plan;
import io.pim.model.plan.ScriptEnvironment;
import io.pim.model.plan.StepKind;
import io.pim.model.profile.ConfigFile;
import io.pim.model.profile.Profile;
import io.pim.model.secret.Sealer;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Sha256;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes the steps of a plan with the inputs of each. Settings that change no byte on the disk, such
 * as processors, timeouts, hosts and the way PIM logs in, are not inputs.
 */
final class PlanSteps {
  /** Inputs that only PIM's own code determines; change them when that code changes. */
  static final String FLATTEN_FORMAT = "qcow2";

  static final String VERIFY_CHECKS = "1";

  private static final String NONE = "none";

  private final String finalizeScript;
  private final Sealer sealer;

  /**
   * Prepares the steps.
   *
   * @param sealer makes fingerprints of people's texts, because inputs are public and a text may
   *     contain a password short enough to guess
   */
  PlanSteps(String finalizeScript, Sealer sealer) {
    this.finalizeScript = finalizeScript;
    this.sealer = sealer;
  }

  /** All steps, in the order of a build. */
  StepChain of(
      Profile profile,
      MachineSpec machine,
      Compression compression,
      IsoSource iso,
      PlanTexts texts) {
    StepChain chain = new StepChain();
    for (StepKind kind : StepKind.inOrder()) {
      chain =
          switch (kind) {
            case CLAIM, CACHE, BOOT, SSH, SHUTDOWN, REGISTER -> chain.plain(kind);
            case ISO -> chain.keyed(kind, iso(iso.digest()));
            case DISK -> chain.keyed(kind, inputs("disk_size", machine.diskSize().toString()));
            case INSTALL -> chain.keyed(kind, install(profile, machine, texts));
            case SCRIPT -> scripts(files(chain, texts), machine, texts);
            case FINALIZE ->
                chain.keyed(kind, inputs("script", Sha256.ofText(finalizeScript).hex()));
            case FLATTEN ->
                chain.keyed(
                    kind, inputs("format", FLATTEN_FORMAT, Plan.COMPRESSION, compression.id()));
            case VERIFY ->
                chain.keyed(
                    kind,
                    inputs("script", fingerprint(texts.verification()), "checks", VERIFY_CHECKS));
            case PUSH, UNKNOWN -> throw new IllegalStateException("not a kind of step in plans");
          };
    }
    return chain;
  }

  /**
   * The digest with its algorithm as input. Two lists with different algorithms make one ISO count
   * as two, because nothing proves that they mean the same file.
   */
  private static SortedMap<String, String> iso(Digest digest) {
    return inputs(digest.algorithm().toString(), digest.hex());
  }

  private SortedMap<String, String> install(Profile profile, MachineSpec machine, PlanTexts texts) {
    return inputs(
        "architecture",
        machine.architecture().id(),
        "firmware",
        machine.firmware().id(),
        // Partition recipes can depend on both.
        "memory",
        machine.memory().toString(),
        "disk_size",
        machine.diskSize().toString(),
        InstallerArguments.INPUT,
        InstallerArguments.template(machine.architecture(), profile.hostname(), profile.domain()),
        "preseed",
        fingerprint(texts.preseed()),
        "install_script",
        fingerprint(texts.installScript()));
  }

  /** A plan without files has no such step, and its keys are those of an earlier PIM. */
  private StepChain files(StepChain chain, PlanTexts texts) {
    texts
        .filesScript()
        .ifPresent(
            script ->
                chain.keyed(
                    StepKind.SCRIPT,
                    FilesScript.STEP,
                    inputs(FilesScript.STEP, fingerprint(script))));
    return chain;
  }

  private StepChain scripts(StepChain chain, MachineSpec machine, PlanTexts texts) {
    texts
        .scripts()
        .forEach(
            (name, script) ->
                chain.keyed(StepKind.SCRIPT, "script:" + name, script(machine, script)));
    return chain;
  }

  private SortedMap<String, String> script(MachineSpec machine, ConfigFile script) {
    String environment =
        ScriptEnvironment.of(machine.architecture()).entrySet().stream()
            .map(Map.Entry::toString)
            .collect(Collectors.joining(" "));
    return inputs("script", fingerprint(script.text()), "environment", environment);
  }

  private String fingerprint(Optional<ConfigFile> file) {
    return file.map(found -> fingerprint(found.text())).orElse(NONE);
  }

  private String fingerprint(String text) {
    return sealer.fingerprint(text).hex();
  }

  private static SortedMap<String, String> inputs(String... namesAndValues) {
    SortedMap<String, String> inputs = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      inputs.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return inputs;
  }
}
