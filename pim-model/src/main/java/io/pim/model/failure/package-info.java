/** What can go wrong in a build, who must act on it, and how it is told. */
package io.pim.model.failure;
