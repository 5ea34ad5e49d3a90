/**
 * The command that serves bare metal: which address to listen on, what to type at an installer's
 * prompt.
 */
package io.pim.cli.serve;
