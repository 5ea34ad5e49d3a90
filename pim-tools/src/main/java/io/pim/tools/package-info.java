/** What moves the world and knows no build: each package is one tool. */
package io.pim.tools;
