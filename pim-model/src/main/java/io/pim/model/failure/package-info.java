/** What can go wrong in a build, who must act on it, and how it is reported. */
package io.pim.model.failure;
