/** Pushes images to the shared store, and shares the layers of builds through it. */
package io.pim.activities.store;
