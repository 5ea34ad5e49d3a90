/** A build on a host: its request, folder, log, and the step that runs. */
package io.pim.host.build;
