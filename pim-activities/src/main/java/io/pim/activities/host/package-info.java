/** The step group of claims and of the beginning and end of a build on its host. */
package io.pim.activities.host;
