/** The step group that tests the image before it is registered. */
package io.pim.activities.verify;
