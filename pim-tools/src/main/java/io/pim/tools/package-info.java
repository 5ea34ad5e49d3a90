/** Tools that act on the world and know nothing of builds; each package is one tool. */
package io.pim.tools;
