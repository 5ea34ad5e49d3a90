package io.pim.model.registry;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.DocumentEndEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;
import org.yaml.snakeyaml.events.StreamStartEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Converts a registry between text and tree, one image at a time. SnakeYAML's nodes take about
 * twenty times the memory of the text; nodes for 20,000 images at once would fill a worker's heap.
 */
final class RegistryYaml {
  private static final String IMAGES = "images";

  private final LoaderOptions loading = new LoaderOptions();
  private final DumperOptions dumping = new DumperOptions();
  private final Resolver resolver = new Resolver();

  RegistryYaml(int mostBytes) {
    dumping.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    dumping.setWidth(1 << 16);
    loading.setCodePointLimit(mostBytes);
    // Without this check, one of two images with the same name would be lost when the file is
    // written again.
    loading.setAllowDuplicateKeys(false);
  }

  private Yaml whole() {
    return new Yaml(new SafeConstructor(loading), new Representer(dumping), dumping, loading);
  }

  /** Parses a text with SnakeYAML. */
  Object load(String text) {
    try {
      return new Reading(text).root();
    } catch (Entangled e) {
      return whole().load(text);
    }
  }

  /** Writes the text piece by piece to {@code out}. */
  void dump(Map<String, Object> tree, Consumer<String> out) {
    for (Map.Entry<String, Object> entry : tree.entrySet()) {
      if (entry.getKey().equals(IMAGES)
          && entry.getValue() instanceof Map<?, ?> images
          && !images.isEmpty()) {
        dumpImages(images, out);
      } else {
        out.accept(whole().dump(pair(entry.getKey(), entry.getValue())));
      }
    }
  }

  private void dumpImages(Map<?, ?> images, Consumer<String> out) {
    String head = IMAGES + ":\n";
    out.accept(head);
    for (Map.Entry<?, ?> image : images.entrySet()) {
      String text = whole().dump(pair(IMAGES, pair(image.getKey(), image.getValue())));
      out.accept(text.substring(head.length()));
    }
  }

  /** Unlike {@link Map#of}, this accepts null. */
  private static Map<Object, Object> pair(Object key, Object value) {
    Map<Object, Object> pair = new LinkedHashMap<>();
    pair.put(key, value);
    return pair;
  }

  /** The text does not have the plain shape that PIM writes, so it can only be read as a whole. */
  private static final class Entangled extends Exception {
    private static final long serialVersionUID = 1;
  }

  /** One pass over a text. */
  private final class Reading {
    private final Parser parser;
    private final Values values = new Values();

    Reading(String text) {
      this.parser = new ParserImpl(new StreamReader(new StringReader(text)), loading);
    }

    Object root() throws Entangled {
      expect(Event.ID.StreamStart);
      expect(Event.ID.DocumentStart);
      Map<Object, Object> root = mapping(true);
      expect(Event.ID.DocumentEnd);
      expect(Event.ID.StreamEnd);
      return root;
    }

    private Event expect(Event.ID id) throws Entangled {
      if (!parser.checkEvent(id)) {
        throw new Entangled();
      }
      return parser.getEvent();
    }

    /**
     * Reads the mapping that begins here. The images in the root's mapping are read one by one as
     * well.
     */
    private Map<Object, Object> mapping(boolean isRoot) throws Entangled {
      requirePlain(expect(Event.ID.MappingStart));
      Map<Object, Object> all = new LinkedHashMap<>();
      while (!parser.checkEvent(Event.ID.MappingEnd)) {
        Event key = expect(Event.ID.Scalar);
        boolean nested =
            isRoot
                && key instanceof ScalarEvent scalar
                && scalar.getValue().equals(IMAGES)
                && parser.checkEvent(Event.ID.MappingStart);
        Map<?, ?> pair = nested ? pair(IMAGES, mapping(false)) : values.pair(key, subtree());
        for (Map.Entry<?, ?> entry : pair.entrySet()) {
          if (all.containsKey(entry.getKey())) {
            throw new YAMLException("found duplicate key " + entry.getKey());
          }
          all.put(entry.getKey(), entry.getValue());
        }
      }
      parser.getEvent();
      return all;
    }

    /** Refuses an anchor or a tag, because it changes the meaning of the mapping. */
    private void requirePlain(Event event) throws Entangled {
      if (((NodeEvent) event).getAnchor() != null || !((MappingStartEvent) event).getImplicit()) {
        throw new Entangled();
      }
    }

    private Deque<Event> subtree() throws Entangled {
      Deque<Event> events = new ArrayDeque<>();
      int depth = 0;
      do {
        Event event = parser.getEvent();
        switch (event.getEventId()) {
          case MappingStart, SequenceStart -> depth++;
          case MappingEnd, SequenceEnd -> depth--;
          case Alias -> throw new Entangled();
          default -> {}
        }
        events.add(event);
      } while (depth > 0);
      return events;
    }
  }

  /** Makes values from events, as SnakeYAML does for a document that consists of them. */
  private final class Values extends SafeConstructor {
    Values() {
      super(loading);
    }

    Map<?, ?> pair(Event key, Deque<Event> value) {
      Deque<Event> document = new ArrayDeque<>();
      document.add(new StreamStartEvent(null, null));
      document.add(new DocumentStartEvent(null, null, false, null, Map.of()));
      document.add(
          new MappingStartEvent(null, null, true, null, null, DumperOptions.FlowStyle.BLOCK));
      document.add(key);
      document.addAll(value);
      document.add(new MappingEndEvent(null, null));
      document.add(new DocumentEndEvent(null, null, false));
      document.add(new StreamEndEvent(null, null));
      setComposer(new Composer(new Events(document), resolver, loading));
      return (Map<?, ?>) getSingleData(Object.class);
    }
  }

  /** Replays events that were parsed before. */
  private record Events(Deque<Event> left) implements Parser {
    @Override
    public boolean checkEvent(Event.ID id) {
      return !left.isEmpty() && left.peek().is(id);
    }

    @Override
    public Event peekEvent() {
      return left.peek();
    }

    @Override
    public Event getEvent() {
      return left.poll();
    }
  }
}
