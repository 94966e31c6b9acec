import { parseXml, XmlElement, XmlError, XmlText } from '@rgrove/parse-xml';
import { unreadableStyle } from './faults.ts';

/** Deepest nesting; styles of real programs have some 15 levels. */
const MAX_DEPTH = 100;

/** An element of an XML document, names without their prefix. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Partial<Record<string, string>>>;
  readonly children: readonly Element[];
  /** All text inside, trimmed. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/**
 * The root element of a document. Entities that the document defines are not known, and nothing outside it is read.
 *
 * @throws Failure `invalid` naming the line of the fault
 */
export function readXml(text: string): Element {
  checkDepth(text);
  const lineAt = lineCounter(text);
  try {
    const { root } = parseXml(text, { includeOffsets: true });
    if (root === null) throw unreadableStyle('the document has no element');
    return elementOf(root, lineAt);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    const [reason] = error.message.split(' (line ');
    throw unreadableStyle(`the XML is malformed: ${reason}`, error.line);
  }
}

/** What hides markup until it ends. */
const HIDING = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;

/** The parser goes down by recursion, so how deep is told before, in one pass. */
function checkDepth(text: string): void {
  let depth = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const hiding = HIDING.find(([start]) => text.startsWith(start, at));
    const end =
      hiding !== undefined
        ? text.indexOf(hiding[1], at + hiding[0].length)
        : text.startsWith(DOCTYPE, at)
          ? endOfDoctype(text, at)
          : endOfTag(text, at);
    if (end < 0) return; // malformed, which the parser says better
    if (hiding === undefined && text[at + 1] !== '!') {
      if (text[at + 1] === '/') depth--;
      else if (text[end - 1] !== '/') depth++;
    }
    if (depth > MAX_DEPTH) {
      throw unreadableStyle(`elements are nested more than ${MAX_DEPTH} deep`, text.slice(0, at).split('\n').length);
    }
    at = end + 1;
  }
}

const DOCTYPE = '<!DOCTYPE';

/** As the parser has it: what stands inside the brackets, such as a comment with an apostrophe, is only looked through for their end. */
function endOfDoctype(text: string, start: number): number {
  const end = endOfTag(text, start, '[>');
  if (text[end] !== '[') return end;
  const closing = /\][ \t\r\n]*>/g;
  closing.lastIndex = end;
  return closing.test(text) ? closing.lastIndex - 1 : -1;
}

/** Where a tag ends, or before that one of the `signs` stands: attributes may hold the sign that ends it. */
function endOfTag(text: string, start: number, signs = '>'): number {
  let quote = '';
  for (let at = start; at < text.length; at++) {
    const sign = text[at];
    if (quote !== '') quote = sign === quote ? '' : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (signs.includes(sign)) return at;
  }
  return -1;
}

/** Lines of offsets that are asked for in ascending order mostly; the parser counts a CRLF as one character. */
function lineCounter(text: string): (offset: number) => number {
  const normal = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const starts = [0];
  for (let at = normal.indexOf('\n'); at >= 0; at = normal.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (starts[middle] <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

function elementOf(node: XmlElement, lineAt: (offset: number) => number): Element {
  return withRawText(node, lineAt).element;
}

/** Text is handed up: gathered anew for each element, it would be gone through once for each level. */
function withRawText(node: XmlElement, lineAt: (offset: number) => number): { element: Element; rawText: string } {
  const children: Element[] = [];
  let rawText = '';
  for (const child of node.children) {
    if (child instanceof XmlText) rawText += child.text;
    if (!(child instanceof XmlElement)) continue;
    const inner = withRawText(child, lineAt);
    children.push(inner.element);
    rawText += inner.rawText;
  }
  const attributes = Object.fromEntries(
    Object.entries(node.attributes).map(([name, value]) => [localName(name), value]),
  );
  const element = {
    name: localName(node.name),
    attributes,
    children,
    text: rawText.trim(),
    line: lineAt(node.start),
  };
  return { element, rawText };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** The first child of a name. */
export function childOf(element: Element | undefined, name: string): Element | undefined {
  return element?.children.find((child) => child.name === name);
}

/** All elements of a name at any depth, in the order of the document. */
export function allOf(element: Element, name: string): Element[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...allOf(child, name)]);
}

/** The first element of a name at any depth. */
export function firstOf(element: Element, name: string): Element | undefined {
  return allOf(element, name).at(0);
}
