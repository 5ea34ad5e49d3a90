/** Placeholder. */
package io.pim.worker;
