/** Shows things to people and programs: tables, JSON, times and sizes, errors, colours. */
package io.pim.cli.output;
