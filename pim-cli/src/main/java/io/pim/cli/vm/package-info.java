/** Virtual machines as the command line handles them: wired, found by name, shown. */
package io.pim.cli.vm;
