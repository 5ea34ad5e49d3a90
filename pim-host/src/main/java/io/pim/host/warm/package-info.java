/** Memories of running guests beside layers, so that builds go on in them instead of booting. */
package io.pim.host.warm;
