/**
 * Deployments on Proxmox VE. A deployment is a template on each node, or one on a shared storage.
 * The template with the configured name is the current one; the others have their time in their
 * name. Whether a template is PIM's is in its notes.
 */
package io.pim.host.deploy.proxmox;
