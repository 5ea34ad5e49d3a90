/**
 * Checks whether a machine is ready for builds, one class a check, and the command that reports it.
 */
package io.pim.cli.doctor;
