/** Fetches files over HTTP and from folders: resumed, bounded, with the environment's proxies. */
package io.pim.tools.fetch;
