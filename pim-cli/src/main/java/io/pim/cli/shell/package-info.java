/**
 * What commands of all nouns share: their context, converters of options, confirmations,
 * complaints.
 */
package io.pim.cli.shell;
