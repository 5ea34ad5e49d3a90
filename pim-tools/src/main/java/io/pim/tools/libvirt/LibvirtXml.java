package io.pim.tools.libvirt;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Reads libvirt's answers. They are untrusted, so their size is limited and references to other
 * documents are refused.
 */
record LibvirtXml(Element element) {
  private static final int MOST_CHARACTERS = 4 << 20;

  static LibvirtXml parse(String text, String where) {
    try {
      if (text.length() > MOST_CHARACTERS) {
        throw new IOException("It has " + text.length() + " characters.");
      }
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return new LibvirtXml(
          factory
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(text)))
              .getDocumentElement());
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw BuildFailure.of(FailureKind.TARGET_FAILED, "PIM cannot read the answer of libvirt.")
          .where(where)
          .why(String.valueOf(e.getMessage()))
          .todo("Check what virsh prints there.")
          .causedBy(e)
          .build();
    }
  }

  /** Follows the names down: the first child of each. */
  Optional<LibvirtXml> at(String... names) {
    Optional<LibvirtXml> found = Optional.of(this);
    for (String name : names) {
      found = found.flatMap(its -> its.child(name));
    }
    return found;
  }

  private Optional<LibvirtXml> child(String name) {
    for (Node at = element.getFirstChild(); at != null; at = at.getNextSibling()) {
      if (at instanceof Element child && child.getTagName().equals(name)) {
        return Optional.of(new LibvirtXml(child));
      }
    }
    return Optional.empty();
  }

  String text(String... names) {
    return at(names).map(its -> its.element.getTextContent().strip()).orElse("");
  }

  long number(String... names) {
    String digits = text(names);
    return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : 0;
  }

  String attribute(String name) {
    return element.getAttribute(name);
  }
}
