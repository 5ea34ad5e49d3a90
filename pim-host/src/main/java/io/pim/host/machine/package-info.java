/** The virtual machines a build needs: for the installer, for provisioning, for verification. */
package io.pim.host.machine;
