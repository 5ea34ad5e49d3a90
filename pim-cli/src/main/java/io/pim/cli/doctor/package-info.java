/** Looks what of this machine works for builds, one class a check, and says what mends the rest. */
package io.pim.cli.doctor;
