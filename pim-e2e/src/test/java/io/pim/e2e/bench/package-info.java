/** {@code make bench}: compares PIM with Packer and with QEMU driven by hand, in one run. */
package io.pim.e2e.bench;
