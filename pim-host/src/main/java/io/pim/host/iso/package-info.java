/** The installer ISOs on a host: fetched, verified, listed and removed. */
package io.pim.host.iso;
