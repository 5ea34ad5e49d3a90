package io.pim.workflows.activity;

/** The host that was claimed for a build. */
public record HostClaim(String hostId) {}
