/**
 * Puts Ventoy on USB devices, and ISOs on what Ventoy is on; takes care not to wipe a wrong disk.
 */
package io.pim.host.ventoy;
