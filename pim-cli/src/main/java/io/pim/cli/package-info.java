/** The command line: entry, output, errors. */
package io.pim.cli;
