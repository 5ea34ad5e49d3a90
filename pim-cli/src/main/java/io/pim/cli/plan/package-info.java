/** Makes plans: resolves a profile for one architecture and derives the key of every step. */
package io.pim.cli.plan;
