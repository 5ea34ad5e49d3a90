/**
 * Reads a disk from the host: no boot, no mount, no root. A finished image's, without PIM; and that
 * of a guest in which PIM's code wrote files when its power went.
 */
package io.pim.e2e.disk;
