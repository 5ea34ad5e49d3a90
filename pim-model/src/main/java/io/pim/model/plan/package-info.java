/** A profile resolved for one architecture: every step of a build with its inputs and its key. */
package io.pim.model.plan;
