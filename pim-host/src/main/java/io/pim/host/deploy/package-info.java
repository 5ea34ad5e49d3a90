/** Deployments on a host, with a package of drivers for each type of target. */
package io.pim.host.deploy;
