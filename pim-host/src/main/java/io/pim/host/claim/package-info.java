/** Which builds a host has a part in: VM slots, claims, and the end of what a build runs. */
package io.pim.host.claim;
