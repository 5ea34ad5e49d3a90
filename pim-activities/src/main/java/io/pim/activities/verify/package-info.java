/** Boots a copy of an image as a cloud instance would, and checks it. */
package io.pim.activities.verify;
