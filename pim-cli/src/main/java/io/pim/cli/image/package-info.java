/** The commands about images: choose, show, list for other tools, remove. */
package io.pim.cli.image;
