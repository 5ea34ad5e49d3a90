/** Renders preseed templates with real ERB, and remembers what was rendered. */
package io.pim.cli.erb;
