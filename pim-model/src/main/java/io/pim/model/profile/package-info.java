/** Profiles and targets, and the templates and scripts that belong to a profile by its name. */
package io.pim.model.profile;
