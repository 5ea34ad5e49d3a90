/** The step group from an ISO to an installed disk. */
package io.pim.activities.install;
