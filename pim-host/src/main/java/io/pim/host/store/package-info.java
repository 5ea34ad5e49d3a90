/** Tells what of PIM's own files nothing needs any more, and removes it. */
package io.pim.host.store;
