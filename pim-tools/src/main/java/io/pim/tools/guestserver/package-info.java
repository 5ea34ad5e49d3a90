/** Serves a guest over HTTP what it asks for while it installs or starts. */
package io.pim.tools.guestserver;
