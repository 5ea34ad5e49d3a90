/** Works on one host's files and machines; knows builds, but none of their steps. */
package io.pim.host;
