/** The commands about profiles. */
package io.pim.cli.profile;
