/** The step group that tries the image before it is registered. */
package io.pim.activities.verify;
