/** The commands about configuration folders: begun, shown, checked. */
package io.pim.cli.config;
