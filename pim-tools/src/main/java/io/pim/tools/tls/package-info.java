/** How the certificates of servers are checked that users name. */
package io.pim.tools.tls;
