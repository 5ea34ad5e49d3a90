/** The commands about virtual machines, and what they show. */
package io.pim.cli.vm;
