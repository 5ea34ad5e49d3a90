/** The shared store of images in an OCI registry: push, pull, tag, list and prune. */
package io.pim.host.remote;
