/** Reads ISO 9660 images, and extracts an installer's kernel and initrd. */
package io.pim.tools.iso9660;
