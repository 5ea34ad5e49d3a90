/** The commands about builds, and what they show. */
package io.pim.cli.build;
