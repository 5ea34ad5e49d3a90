/** Installs this host's worker as a service of the operating system, and removes it. */
package io.pim.cli.worker.install;
