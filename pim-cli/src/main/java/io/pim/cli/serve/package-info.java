/** Serves bare metal: which address to listen on, and what to type at an installer's prompt. */
package io.pim.cli.serve;
