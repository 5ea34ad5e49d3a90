/**
 * The client for builds and deployments on the Temporal service: find, list, observe, start,
 * cancel, abort, retry.
 */
package io.pim.cli.client;
