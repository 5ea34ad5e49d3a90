/** The commands about PIM's own server and worker: up, down, status, ui. */
package io.pim.cli.service;
