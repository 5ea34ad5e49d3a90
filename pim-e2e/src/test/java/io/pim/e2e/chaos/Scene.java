package io.pim.e2e.chaos;

/** Where a fault strikes: a user, and the build of theirs that is under way. */
record Scene(ChaosUser user, RunningBuild build) {}
