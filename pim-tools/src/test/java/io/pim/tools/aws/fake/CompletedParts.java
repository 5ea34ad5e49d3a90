package io.pim.tools.aws.fake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The body of a request that completes an upload. */
final class CompletedParts {
  /** One part of the list. */
  record Part(int number, String etag, String checksum) {}

  private CompletedParts() {}

  static List<Part> read(byte[] body) throws IOException {
    Element root;
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      root =
          factory.newDocumentBuilder().parse(new ByteArrayInputStream(body)).getDocumentElement();
    } catch (SAXException | ParserConfigurationException e) {
      throw new Refusal(400, "MalformedXML", String.valueOf(e.getMessage()));
    }
    if (!root.getTagName().equals("CompleteMultipartUpload")) {
      throw new Refusal(400, "MalformedXML", "The root is " + root.getTagName());
    }
    List<Part> found = new ArrayList<>();
    NodeList parts = root.getElementsByTagName("Part");
    for (int i = 0; i < parts.getLength(); i++) {
      Element part = (Element) parts.item(i);
      found.add(
          new Part(
              Integer.parseInt(text(part, "PartNumber")),
              text(part, "ETag"),
              text(part, "ChecksumSHA256")));
    }
    return found;
  }

  private static String text(Element part, String name) {
    NodeList found = part.getElementsByTagName(name);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent();
  }
}
