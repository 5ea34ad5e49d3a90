/**
 * Reads disks from the host without booting or mounting them, and without root: those of finished
 * images, and that of a guest that lost its power while PIM's code wrote files.
 */
package io.pim.e2e.disk;
