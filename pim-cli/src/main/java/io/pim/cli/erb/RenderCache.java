package io.pim.cli.erb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.pim.model.files.PrivateFolders;
import io.pim.model.json.Json;
import io.pim.model.profile.ConfigFile;
import io.pim.model.secret.SealBrokenException;
import io.pim.model.secret.SealedBlob;
import io.pim.model.secret.Sealer;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps rendered texts by the fingerprint of template, variables and renderer, so that a second
 * plan does not start Ruby. The texts are sealed, because a rendered preseed contains passwords.
 * The fingerprint is keyed, because a plain digest as file name would allow guessing a weak
 * password.
 *
 * <p>The text of a template that depends on anything else, such as the time, is not kept.
 */
public final class RenderCache implements TemplateRenderer {
  /** Change this with JRuby's version, and with the way templates are run. */
  private static final String VERSION = "erb-2 jruby-9.4.14.0";

  private final TemplateRenderer renderer;
  private final Path folder;
  private final Sealer sealer;

  /**
   * A cache in front of a renderer.
   *
   * @param folder created on first use, for this user only
   */
  public RenderCache(TemplateRenderer renderer, Path folder, Sealer sealer) {
    this.renderer = renderer;
    this.folder = folder;
    this.sealer = sealer;
  }

  @Override
  public Rendering render(
      ConfigFile template, Map<String, Object> variables, List<String> secrets) {
    Path file = folder.resolve(key(template, variables) + ".json");
    Optional<String> kept = read(file);
    if (kept.isPresent()) {
      return Rendering.lasting(kept.get());
    }
    Rendering rendering = renderer.render(template, variables, secrets);
    if (rendering.lasting()) {
      keep(file, rendering.text());
    }
    return rendering;
  }

  /** Includes the template's name, because a template may print it. */
  private Sha256 key(ConfigFile template, Map<String, Object> variables) {
    try {
      return sealer.fingerprint(
          Json.mapper()
              .writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
              .writeValueAsString(List.of(VERSION, template.shown(), template.text(), variables)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("variables are plain values", e);
    }
  }

  private Optional<String> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      byte[] plain = sealer.open(Json.read(file, SealedBlob.class));
      // Clean-up removes what was not used lately.
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return Optional.of(new String(plain, StandardCharsets.UTF_8));
    } catch (IOException | SealBrokenException e) {
      // Sealed with a replaced key, or damaged: it can be rendered again.
      return Optional.empty();
    }
  }

  private void keep(Path file, String rendered) {
    try {
      PrivateFolders.create(folder);
      Json.write(file, sealer.seal(rendered.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      // A failure to write the cache costs seconds later, but must not fail the build.
      System.getLogger(RenderCache.class.getName())
          .log(System.Logger.Level.DEBUG, "cannot cache a rendered template", e);
    }
  }
}
