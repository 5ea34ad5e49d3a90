/** Where images are deployed: the settings of each type of target, and where their secrets are. */
package io.pim.model.target;
