package io.pim.workflows.message;

import io.pim.model.files.BuildId;
import io.pim.model.plan.Plan;
import io.pim.model.secret.SealedBlob;

/**
 * The one argument of a build.
 *
 * @param contents the plan's texts, sealed and compressed
 * @param force whether layers and images of other builds are left aside
 */
public record BuildRequest(
    BuildId buildId, Plan plan, SealedBlob contents, boolean force, OnFailure onFailure) {}
