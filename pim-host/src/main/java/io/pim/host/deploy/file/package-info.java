/** The files of an image on their way to a target, for drivers of all types. */
package io.pim.host.deploy.file;
