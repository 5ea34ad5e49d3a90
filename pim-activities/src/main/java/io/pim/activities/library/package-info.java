/** What is done with finished images of this host: they are removed, and their users found out. */
package io.pim.activities.library;
