import { parseXml, XmlElement } from '@rgrove/parse-xml';

/** The root of a document. @throws XmlError if it is not well-formed */
export function rootOf(text: string): XmlElement {
  const { root } = parseXml(text);
  if (root === null) throw new Error('the document is empty');
  return root;
}

/** Elements of that name at any depth, in the document's order. */
export function elements(parent: XmlElement, name: string): XmlElement[] {
  const children = parent.children.filter((child) => child instanceof XmlElement);
  return children.flatMap((child) => [...(child.name === name ? [child] : []), ...elements(child, name)]);
}

/** Texts of the elements of that name. */
export function texts(parent: XmlElement, name: string): string[] {
  return elements(parent, name).map(({ text }) => text);
}
