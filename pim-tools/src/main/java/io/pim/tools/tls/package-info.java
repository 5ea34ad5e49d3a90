/** Checks the certificates of servers that users name. */
package io.pim.tools.tls;
