/** The commands about USB sticks with Ventoy. */
package io.pim.cli.ventoy;
