/** Verifies, exports, imports and removes finished images. */
package io.pim.host.image;
