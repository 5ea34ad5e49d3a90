package io.pim.tools.qmp;

/** A guest's system as its agent reports it; texts are empty when it does not. */
public record GuestOs(String id, String prettyName, String versionId, String kernelRelease) {}
