/** Makes the pages about commands, in docs/commands and as man pages, from picocli's model. */
package io.pim.cli.manual;
