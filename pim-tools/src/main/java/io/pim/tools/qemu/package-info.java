/** Makes, runs and ends QEMU's virtual machines and their disk files. */
package io.pim.tools.qemu;
