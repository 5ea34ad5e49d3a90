package io.pim.cli.shell;

/** The value of an option that takes the number of images to keep; may be 0. */
public record KeptImages(int count) {}
