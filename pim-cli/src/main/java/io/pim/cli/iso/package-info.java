/** The commands about installer ISOs, and what they show. */
package io.pim.cli.iso;
