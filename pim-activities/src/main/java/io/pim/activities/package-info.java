/** The activities of a build by step group, over the tools they use. */
package io.pim.activities;
