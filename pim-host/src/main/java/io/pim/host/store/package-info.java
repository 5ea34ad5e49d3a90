/** Finds and removes PIM's own files that nothing needs. */
package io.pim.host.store;
