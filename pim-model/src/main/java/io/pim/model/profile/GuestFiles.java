package io.pim.model.profile;

import java.util.List;

/**
 * The files of a profile that are laid into the guest.
 *
 * @param shown the folder's name in messages, such as {@code files.d/web}
 * @param files folders before what is in them, sorted by name
 */
public record GuestFiles(String shown, List<GuestFile> files) {
  /** The folder of all trees in a configuration folder. */
  public static final String FOLDER = "files.d";

  public GuestFiles {
    files = List.copyOf(files);
  }
}
