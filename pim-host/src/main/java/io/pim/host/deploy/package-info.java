/** A deployment on a host, and what PIM knows of each type of target. */
package io.pim.host.deploy;
