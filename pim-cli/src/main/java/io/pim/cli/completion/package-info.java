/** Completes command lines in shells: from picocli's model, and from the names this machine has. */
package io.pim.cli.completion;
