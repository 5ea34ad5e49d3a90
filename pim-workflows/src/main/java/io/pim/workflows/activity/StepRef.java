package io.pim.workflows.activity;

import io.pim.model.files.BuildId;

/** Names a step of a build; all else about it is in the request file of the build's folder. */
public record StepRef(BuildId buildId, String step) {}
