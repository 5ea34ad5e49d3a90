package io.pim.cli.erb;

/**
 * How a template's run ended.
 *
 * @param text what was rendered; empty after an error
 * @param error Ruby's class and message on one line; empty without an error
 * @param line the template's line the error is on, counted from 1; 0 where it is not known
 * @param undefined the name that nothing defines, where that is the error; else empty
 */
record ErbResult(String text, String error, int line, String undefined) {}
