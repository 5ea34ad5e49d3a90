/** The names in the shared store of images: its address, repositories, tags and references. */
package io.pim.model.store;
