/** Opens sessions on the disk states of held builds, each on an overlay that is thrown away. */
package io.pim.host.shell;
