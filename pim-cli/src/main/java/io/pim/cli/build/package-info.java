/** Builds as the command line handles them: started, found, watched, told about, ended. */
package io.pim.cli.build;
