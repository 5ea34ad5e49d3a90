/** Keeps the registry of images. */
package io.pim.activities.registry;
