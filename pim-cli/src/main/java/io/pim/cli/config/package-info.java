/** The commands about configuration folders: create, show, check. */
package io.pim.cli.config;
