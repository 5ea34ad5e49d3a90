/** The commands about deployments. */
package io.pim.cli.deploy;
