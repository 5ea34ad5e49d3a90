package io.pim.workflows.activity;

/** The host that runs a build from now on. */
public record HostClaim(String hostId) {}
