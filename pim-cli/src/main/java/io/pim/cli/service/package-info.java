/** Finds, starts, reuses and stops the Temporal server and the worker that a user need not know. */
package io.pim.cli.service;
