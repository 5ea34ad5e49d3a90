/** Reads configuration files with the place of every value, merges them, and checks all rules. */
package io.pim.model.config;
