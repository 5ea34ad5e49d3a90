/**
 * Makes {@code pim} start quickly: shows the Java machine which classes commands will need, and
 * sets up their log without reading a file.
 */
package io.pim.cli.startup;
