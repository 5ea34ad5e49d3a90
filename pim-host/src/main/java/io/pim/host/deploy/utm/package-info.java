/** Targets that are folders of UTM machines: a machine for each deployment, and a link. */
package io.pim.host.deploy.utm;
