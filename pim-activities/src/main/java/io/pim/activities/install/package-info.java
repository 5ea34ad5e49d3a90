/** From an ISO to an installed disk. */
package io.pim.activities.install;
