/** Whole builds through the real command line, server, worker and QEMU. */
package io.pim.e2e;
