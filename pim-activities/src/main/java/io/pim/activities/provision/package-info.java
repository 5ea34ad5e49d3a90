/**
 * The step group from an installed disk to a finalized one: boot, SSH, scripts, hygiene, shutdown.
 */
package io.pim.activities.provision;
