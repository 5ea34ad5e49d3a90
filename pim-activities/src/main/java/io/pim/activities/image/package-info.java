/** From the last layer to an image in its place. */
package io.pim.activities.image;
