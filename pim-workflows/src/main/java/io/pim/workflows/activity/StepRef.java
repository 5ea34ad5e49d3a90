package io.pim.workflows.activity;

import io.pim.model.files.BuildId;

/** Identifies a step of a build. Everything else is in the request file of the build's folder. */
public record StepRef(BuildId buildId, String step) {}
