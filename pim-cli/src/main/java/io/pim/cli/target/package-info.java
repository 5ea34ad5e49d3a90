/** The commands about targets. */
package io.pim.cli.target;
