package io.pim.tools.utm;

import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes Apple's property lists as XML. The types are strict: UTM refuses {@code 1} where it
 * expects {@code true}, and with it the whole machine.
 */
final class Plist {
  private static final String TYPE =
      "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\""
          + " \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">";

  private final XMLStreamWriter xml;

  private Plist(XMLStreamWriter xml) {
    this.xml = xml;
  }

  /**
   * The text of a property list.
   *
   * @param values maps, lists, texts, integers and booleans
   * @throws IllegalArgumentException for another type, or a text with a character that XML lacks
   */
  static String of(Map<String, ?> values) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      xml.writeDTD(TYPE);
      xml.writeCharacters("\n");
      xml.writeStartElement("plist");
      xml.writeAttribute("version", "1.0");
      new Plist(xml).write(values, 0);
      newLine(xml, 0);
      xml.writeEndElement();
      xml.writeCharacters("\n");
      xml.writeEndDocument();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }

  private void write(Object value, int depth) throws XMLStreamException {
    newLine(xml, depth);
    if (value instanceof Map<?, ?> map) {
      writeDictionary(map, depth);
    } else if (value instanceof List<?> list) {
      writeArray(list, depth);
    } else if (value instanceof Boolean yes) {
      xml.writeEmptyElement(yes ? "true" : "false");
    } else if (value instanceof Integer || value instanceof Long) {
      element("integer", value.toString());
    } else if (value instanceof String text) {
      element("string", text);
    } else {
      throw new IllegalArgumentException("a property list has no " + value);
    }
  }

  private void writeDictionary(Map<?, ?> map, int depth) throws XMLStreamException {
    xml.writeStartElement("dict");
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      newLine(xml, depth + 1);
      element("key", (String) entry.getKey());
      write(entry.getValue(), depth + 1);
    }
    newLine(xml, depth);
    xml.writeEndElement();
  }

  private void writeArray(List<?> list, int depth) throws XMLStreamException {
    xml.writeStartElement("array");
    for (Object item : list) {
      write(item, depth + 1);
    }
    newLine(xml, depth);
    xml.writeEndElement();
  }

  private void element(String name, String text) throws XMLStreamException {
    if (!text.codePoints().allMatch(Plist::isXml)) {
      throw new IllegalArgumentException("XML has no way to write '" + text + "'");
    }
    xml.writeStartElement(name);
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  private static boolean isXml(int letter) {
    return letter == '\t'
        || letter == '\n'
        || (letter >= ' ' && letter < Character.MIN_SURROGATE)
        || (letter > Character.MAX_SURROGATE && letter < 0xfffe)
        || letter > 0xffff;
  }

  private static void newLine(XMLStreamWriter xml, int depth) throws XMLStreamException {
    xml.writeCharacters("\n" + "\t".repeat(depth));
  }
}
