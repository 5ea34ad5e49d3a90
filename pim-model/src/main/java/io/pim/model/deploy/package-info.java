/** A deployment with all choices made: its steps in order, the image, the target. */
package io.pim.model.deploy;
