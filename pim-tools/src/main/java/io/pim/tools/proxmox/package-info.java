/** A client of Proxmox VE's API: typed calls, tasks, uploads, and errors that say what to do. */
package io.pim.tools.proxmox;
