/** Finished images as the command line handles them: chosen, told to other tools. */
package io.pim.cli.image;
