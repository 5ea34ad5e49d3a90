/** Boots a copy of an image as a cloud instance would, and checks it from inside. */
package io.pim.host.trial;
