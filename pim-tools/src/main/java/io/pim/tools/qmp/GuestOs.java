package io.pim.tools.qmp;

/** A guest's system as its agent tells it; empty texts where it does not. */
public record GuestOs(String id, String prettyName, String versionId, String kernelRelease) {}
