/** A host's part in builds: VM slots, claims, and the end of what a build runs. */
package io.pim.activities.host;
