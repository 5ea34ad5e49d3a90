/** The step group of deployments: from an image of this host to a target. */
package io.pim.activities.deploy;
