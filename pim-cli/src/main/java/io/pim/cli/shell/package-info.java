/**
 * Parts that all commands share: their context, converters of options, confirmations, complaints.
 */
package io.pim.cli.shell;
