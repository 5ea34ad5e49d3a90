package io.pim.model.registry;

import io.pim.model.files.BuildId;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.Names;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.StepKey;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The list of all finished images. Readers never wait, because the file is always replaced as a
 * whole. Entries and fields of other programs and other PIM versions are kept.
 */
public final class Registry {
  private static final Comparator<ImageEntry> BY_TIME =
      Comparator.comparing(ImageEntry::created).thenComparing(ImageEntry::name);

  private final RegistryFile file;
  private final ExclusiveFile lock;

  public Registry(PimFolders folders) {
    this.file = new RegistryFile(folders.registry());
    this.lock = new ExclusiveFile(folders.registryLock());
  }

  /**
   * All images, newest first.
   *
   * @throws IOException when the registry cannot be read
   */
  public List<ImageEntry> list() throws IOException {
    return entries(file.images(file.read())).sorted(BY_TIME.reversed()).toList();
  }

  /**
   * The image with this name; else the newest image of this profile, or of {@code profile-arch}.
   */
  public Optional<ImageEntry> find(String name) throws IOException {
    List<ImageEntry> all = list();
    return Stream.<Predicate<ImageEntry>>of(
            entry -> entry.name().equals(name),
            entry -> entry.profile().equals(name),
            entry -> BuildId.workflowId(entry.profile(), entry.architecture()).equals(name))
        .flatMap(wanted -> all.stream().filter(wanted))
        .findFirst();
  }

  /** The newest image built from the plan with this key. */
  public Optional<ImageEntry> byImageKey(StepKey key) throws IOException {
    return list().stream().filter(entry -> entry.imageKey().equals(key)).findFirst();
  }

  /**
   * Adds an image, replacing one of the same build or name. Registering the same image again
   * changes nothing.
   */
  public void register(ImageEntry entry) throws IOException {
    Names.requirePlain(entry.name());
    lock.whileHeld(
        () -> {
          Map<String, Object> tree = file.read();
          put(file.images(tree), entry);
          file.write(tree);
          return entry;
        });
  }

  private static void put(Map<String, Object> images, ImageEntry entry) {
    Map<Object, Object> fields = RegistryFile.fieldsOf(images.get(entry.name()));
    images
        .values()
        .removeIf(
            other -> entry.buildId().text().equals(RegistryFile.fieldsOf(other).get("build_id")));
    fields.keySet().removeAll(EntryYaml.OPTIONAL);
    fields.putAll(EntryYaml.write(entry));
    images.put(entry.name(), fields);
  }

  /** Removes an image from the registry, but not its files. */
  public Optional<ImageEntry> remove(String name) throws IOException {
    return lock.whileHeld(
        () -> {
          Map<String, Object> tree = file.read();
          Map<String, Object> images = file.images(tree);
          Optional<ImageEntry> entry =
              EntryYaml.read(name, RegistryFile.fieldsOf(images.get(name)));
          if (entry.isPresent()) {
            images.remove(name);
            file.write(tree);
          }
          return entry;
        });
  }

  private static Stream<ImageEntry> entries(Map<String, Object> images) {
    return images.entrySet().stream()
        .flatMap(
            image ->
                EntryYaml.read(image.getKey(), RegistryFile.fieldsOf(image.getValue())).stream());
  }
}
