/** {@code make bench}: PIM beside Packer and beside QEMU driven by hand, in one run. */
package io.pim.e2e.bench;
