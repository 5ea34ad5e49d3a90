/** Reads a finished image's disk from the host: no PIM, no boot, no mount, no root. */
package io.pim.e2e.disk;
