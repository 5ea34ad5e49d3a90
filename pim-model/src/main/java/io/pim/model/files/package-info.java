/** Owns the name of every file and folder PIM leaves on a machine; docs/files.md explains each. */
package io.pim.model.files;
