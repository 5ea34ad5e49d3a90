/** Makes {@code pim} start quickly: shows the Java machine which classes commands will need. */
package io.pim.cli.startup;
