/** What is on one host, and what is done with it; knows builds, but no step of one. */
package io.pim.host;
