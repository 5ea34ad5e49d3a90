/** The commands about workers. */
package io.pim.cli.worker;
