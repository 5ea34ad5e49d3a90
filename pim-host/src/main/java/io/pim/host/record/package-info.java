/** What this host reports about itself to other hosts and to people. */
package io.pim.host.record;
