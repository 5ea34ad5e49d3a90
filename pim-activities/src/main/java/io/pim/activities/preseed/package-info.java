/** Serves a guest what it asks for over HTTP while it installs or starts, behind a secret path. */
package io.pim.activities.preseed;
