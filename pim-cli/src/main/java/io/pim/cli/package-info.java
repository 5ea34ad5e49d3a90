/** The program pim: its commands put together, run, and their errors shown. */
package io.pim.cli;
