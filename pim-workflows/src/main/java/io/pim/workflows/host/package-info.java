/** The workflow that knows a host: it has the host's reports, and hands it orders. */
package io.pim.workflows.host;
