/** The layout of an image in an OCI registry: what deployments and the shared store push. */
package io.pim.host.oci;
