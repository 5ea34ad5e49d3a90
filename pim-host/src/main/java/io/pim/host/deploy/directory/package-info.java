/** Targets that are folders: a folder for each deployment, and a link to the current one. */
package io.pim.host.deploy.directory;
