package io.pim.cli.plan;

import io.pim.model.profile.ConfigFile;
import java.util.Map;
import java.util.Optional;

/**
 * All texts of a plan.
 *
 * @param preseed rendered
 * @param scripts by name, in the order in which they run
 */
record PlanTexts(
    String preseed,
    Optional<ConfigFile> installScript,
    Map<String, ConfigFile> scripts,
    Optional<ConfigFile> verification) {}
