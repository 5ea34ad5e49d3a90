/** What is on one host, and what is done with it; knows builds, but none of their steps. */
package io.pim.host;
