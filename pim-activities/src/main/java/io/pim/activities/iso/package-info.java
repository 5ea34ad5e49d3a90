/** Gets installer ISOs, verified, and takes out of them what boots. */
package io.pim.activities.iso;
