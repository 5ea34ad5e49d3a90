/** Deploys to storage pools of libvirt: volumes for each deployment, and a domain if requested. */
package io.pim.host.deploy.libvirt;
