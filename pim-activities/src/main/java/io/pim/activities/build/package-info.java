/** A build as its activities see it on a host: its request, folder, log, heartbeat and failures. */
package io.pim.activities.build;
