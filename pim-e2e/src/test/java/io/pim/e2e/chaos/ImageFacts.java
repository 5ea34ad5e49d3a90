package io.pim.e2e.chaos;

import io.pim.model.plan.MachineSpec;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKey;
import io.pim.model.registry.ImageManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What verification can see of an image, and what it was made of; two builds of the chaos profile
 * must agree in all of it.
 *
 * @param steps the names of all steps
 * @param keys the keys of the steps before the script that is different in every build
 * @param said what the verification script printed of the booted image
 */
record ImageFacts(
    MachineSpec machine,
    List<String> steps,
    List<Optional<StepKey>> keys,
    SortedMap<String, String> packages,
    List<String> said) {

  static ImageFacts of(Path buildFolder) throws IOException {
    ImageManifest manifest = ImageManifest.read(buildFolder.resolve("manifest.json"));
    List<PlanStep> steps = manifest.steps();
    return new ImageFacts(
        manifest.machine(),
        steps.stream().map(PlanStep::name).toList(),
        steps.stream()
            .takeWhile(s -> !s.name().equals(Place.SCRIPT.step()))
            .map(PlanStep::key)
            .toList(),
        manifest.packages(),
        // Where verification ran twice, it said so twice.
        Files.readAllLines(buildFolder.resolve("build.log")).stream()
            .filter(line -> line.contains("[verify] ran: "))
            .map(line -> line.substring(line.indexOf("ran: ")))
            .distinct()
            .toList());
  }
}
