/** A target's host over SSH: its files by SFTP, its commands by the user's shell. */
package io.pim.host.deploy.sftp;
