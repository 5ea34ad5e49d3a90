/** The invitation by which a host joins a service. */
package io.pim.cli.worker.invitation;
