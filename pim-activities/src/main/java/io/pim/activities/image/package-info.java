/** Makes an image from the last layer, and registers it. */
package io.pim.activities.image;
