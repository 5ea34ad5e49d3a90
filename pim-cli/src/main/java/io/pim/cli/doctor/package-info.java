/** Looks what of a machine works for builds, one class a check, and the command that says it. */
package io.pim.cli.doctor;
