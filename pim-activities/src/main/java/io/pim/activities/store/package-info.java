/** Pushes images to the shared store. */
package io.pim.activities.store;
