/** The failures of builds: their kinds, who must act on them, and their reports. */
package io.pim.model.failure;
