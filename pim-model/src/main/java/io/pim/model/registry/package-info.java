/** The registry of finished images, which OpenTofu and Ansible read too, and their manifests. */
package io.pim.model.registry;
