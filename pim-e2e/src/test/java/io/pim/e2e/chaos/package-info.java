/** Causes faults in real processes at every step of a build, and checks that they do no harm. */
package io.pim.e2e.chaos;
