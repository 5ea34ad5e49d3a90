/** Finds PIM's own files that nothing needs any more, and removes them. */
package io.pim.host.store;
