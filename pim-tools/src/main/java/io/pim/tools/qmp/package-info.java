/** Talks to running virtual machines over unix sockets: QEMU's monitor and the guest's agent. */
package io.pim.tools.qmp;
