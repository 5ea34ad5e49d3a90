/** Tells PIM hosts apart. */
package io.pim.model.host;
