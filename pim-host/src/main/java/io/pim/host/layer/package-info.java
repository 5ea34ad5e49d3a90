/** Keeps the disk states of builds, each named by its step key, and finds them again. */
package io.pim.host.layer;
