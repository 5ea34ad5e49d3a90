/**
 * Deployments on Proxmox VE. A deployment is a template on each node, or one on a shared storage.
 * The template with the configured name is the current one; the others have their time in their
 * name. The notes of a template show whether it is PIM's.
 */
package io.pim.host.deploy.proxmox;
