package io.pim.e2e.chaos;

/** The target of a fault: a user and their running build. */
record Scene(ChaosUser user, RunningBuild build) {}
