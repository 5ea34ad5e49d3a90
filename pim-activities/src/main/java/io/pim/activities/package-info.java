/** The step groups: what the build workflow calls, over the host and its tools. */
package io.pim.activities;
