package io.pim.tools.aws.fake;

/** Whose request it is, and where it goes. */
record Caller(String region, String service) {}
