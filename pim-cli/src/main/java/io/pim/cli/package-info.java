/** Placeholder. */
package io.pim.cli;
