/** Deployments in folders, for all types of target that are folders. */
package io.pim.host.deploy.folder;
