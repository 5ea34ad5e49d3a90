/**
 * A Proxmox VE API on loopback that refuses what the real one refuses. It checks every request
 * against proxmox-api.json, which was taken from Proxmox's own schemas and sources.
 */
package io.pim.tools.proxmox.fake;
