/** What the types of target share that are folders of this host. */
package io.pim.host.deploy.folder;
