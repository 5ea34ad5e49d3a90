/** Targets that are repositories of OCI registries: a tag for each deployment, one that moves. */
package io.pim.host.deploy.oci;
