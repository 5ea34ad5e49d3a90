/** Builds as the Temporal service tells of them: found, listed, observed, started, sent to. */
package io.pim.cli.client;
