/** The builds in which a host takes part: VM slots, claims, and the end of what a build runs. */
package io.pim.host.claim;
