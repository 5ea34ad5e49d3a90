/** A libvirt daemon, here or on another host, reached with virsh. */
package io.pim.tools.libvirt;
