/** The files of {@code make dist}, installed on clean systems. */
package io.pim.e2e.install;
