/** Reads ISO 9660 images, and takes out of an installer what boots. */
package io.pim.tools.iso9660;
