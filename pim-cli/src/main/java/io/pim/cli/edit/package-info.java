/** Writes configuration files for people: a folder to start with, new profiles; calls an editor. */
package io.pim.cli.edit;
