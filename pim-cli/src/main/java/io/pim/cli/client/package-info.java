/**
 * The client for builds on the Temporal service: find, list, observe, start, cancel, abort, retry.
 */
package io.pim.cli.client;
