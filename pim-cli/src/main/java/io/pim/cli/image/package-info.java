/** The commands about images: chosen, shown, told to other tools, removed. */
package io.pim.cli.image;
