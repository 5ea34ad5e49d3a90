package io.pim.host.claim;

/**
 * The Temporal service that builds belong to. Only it can say whether they have ended: another one,
 * which the same folders were used with before, knows nothing of them.
 *
 * @param address as people name it, or what stands for PIM's own server, whose port changes
 */
public record BuildService(String address, String namespace) {}
