package io.pim.workflows.activity;

import io.pim.model.files.BuildId;
import io.pim.workflows.message.DeployOrder;
import java.time.Instant;

/**
 * An order of a build that has its image.
 *
 * @param profile the build's profile; a reused image may belong to another one
 * @param image the name of the image
 * @param at names the deployment
 */
public record DeployOrderRef(
    BuildId buildId, String profile, String image, DeployOrder order, Instant at) {}
