/** Opens sessions on the disk states of held builds, each on a temporary overlay. */
package io.pim.host.shell;
