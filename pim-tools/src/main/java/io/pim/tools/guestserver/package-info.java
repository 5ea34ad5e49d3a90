/** Serves files to a guest over HTTP while it installs or starts, behind a secret path. */
package io.pim.tools.guestserver;
