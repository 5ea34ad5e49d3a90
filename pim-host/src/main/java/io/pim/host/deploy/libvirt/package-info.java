/** Deploys to storage pools of libvirt: volumes for each deployment, and a domain where asked. */
package io.pim.host.deploy.libvirt;
