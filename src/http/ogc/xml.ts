import { escapeXml } from '../../style/export/xml.ts';

/** Text that is XML already. */
export class Xml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template may hold: text and numbers are escaped, lists are joined, what is not there is left out. */
export type Part = Xml | string | number | false | undefined | readonly Part[];

/** XML from a template; whatever is put in is escaped unless it is `Xml` itself. */
export function xml(strings: TemplateStringsArray, ...parts: readonly Part[]): Xml {
  return new Xml(strings.map((text, i) => text + (i < parts.length ? written(parts[i]) : '')).join(''));
}

function written(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Xml) return part.text;
  if (typeof part === 'object') return part.map(written).join('');
  return escapeXml(String(part));
}

/** A document of one element, in UTF-8. */
export function xmlDocument(root: Xml, doctype?: string): string {
  const head = ['<?xml version="1.0" encoding="UTF-8"?>', ...(doctype === undefined ? [] : [doctype])];
  return `${head.join('\n')}\n${root.text}\n`;
}
