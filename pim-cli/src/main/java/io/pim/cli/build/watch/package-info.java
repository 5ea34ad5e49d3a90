/** Shows a build while it runs: live on a terminal, else a line an event; follows its logs. */
package io.pim.cli.build.watch;
