/** A client of OCI registries: blobs, manifests and tags of one repository. */
package io.pim.tools.oci;
