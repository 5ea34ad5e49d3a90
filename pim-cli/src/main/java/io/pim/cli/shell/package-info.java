/** Parts that the commands of all nouns share: context, converters, confirmations, complaints. */
package io.pim.cli.shell;
