/**
 * Targets that are repositories of OCI registries: one tag for each deployment, and one that moves.
 */
package io.pim.host.deploy.oci;
