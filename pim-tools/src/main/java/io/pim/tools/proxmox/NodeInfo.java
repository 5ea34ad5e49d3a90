package io.pim.tools.proxmox;

/** A node of the cluster. */
public record NodeInfo(String name, boolean online) {}
