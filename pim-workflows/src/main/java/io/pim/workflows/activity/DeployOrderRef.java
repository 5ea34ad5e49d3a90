package io.pim.workflows.activity;

import io.pim.model.files.BuildId;
import io.pim.workflows.message.DeployOrder;
import java.time.Instant;

/**
 * An order of a build whose image is there.
 *
 * @param profile the build's profile; an image that was reused may be of another one
 * @param image the name of the image
 * @param at names the deployment
 */
public record DeployOrderRef(
    BuildId buildId, String profile, String image, DeployOrder order, Instant at) {}
