/** Puts Ventoy on USB devices, and ISOs on Ventoy devices; takes care not to wipe a wrong disk. */
package io.pim.host.ventoy;
