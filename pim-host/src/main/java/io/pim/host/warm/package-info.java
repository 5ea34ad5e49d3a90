/**
 * Keeps warm checkpoints of running guests beside layers, so that builds need not boot the guest
 * again.
 */
package io.pim.host.warm;
