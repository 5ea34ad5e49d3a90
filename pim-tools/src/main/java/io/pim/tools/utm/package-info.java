/** UTM, the virtual machine application of macOS: its machines' files, and the application. */
package io.pim.tools.utm;
