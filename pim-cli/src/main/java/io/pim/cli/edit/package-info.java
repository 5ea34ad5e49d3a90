/**
 * Writes configuration files for people: a folder to start with, new profiles and ISOs; calls an
 * editor.
 */
package io.pim.cli.edit;
