/** The catalog of installer ISOs, and the choice of one for a profile and an architecture. */
package io.pim.model.iso;
