/** Makes an image of the last layer, and registers it. */
package io.pim.activities.image;
