import { createHash } from 'node:crypto';
import { markup, Markup } from './markup.ts';
import { STYLE_SHEET } from './style-sheet.ts';

/** A step of the way from the landing page to a page. */
export interface Crumb {
  readonly text: string;
  readonly href: string;
}

interface Page {
  readonly title: string;
  readonly crumbs: readonly Crumb[];
  readonly main: Markup;
  /** Address of the landing page. */
  readonly home: string;
  /** Address of the same resource as JSON. */
  readonly json: string;
  /** Address of the API documents. */
  readonly docs: string;
}

const STYLE_HASH = createHash('sha256').update(STYLE_SHEET).digest('base64');

/** Four tiles in the colours of a vegetation map. */
const MARK = new Markup(
  '<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">' +
    '<rect x="1" y="1" width="10" height="10" rx="2" fill="#d7191c"/>' +
    '<rect x="13" y="1" width="10" height="10" rx="2" fill="#fdae61"/>' +
    '<rect x="1" y="13" width="10" height="10" rx="2" fill="#a6d96a"/>' +
    '<rect x="13" y="13" width="10" height="10" rx="2" fill="#1a9641"/></svg>',
);

/**
 * What a page may load: its own style sheet, and pictures of this service, whose public address may be another than
 * the one that the page was asked for at.
 */
export function pagePolicy(publicUrl: string): string {
  return (
    `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; img-src 'self' ${new URL(publicUrl).origin}; ` +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
  );
}

/** A whole page: it needs no script, and nothing of any other host. */
export function writePage({ title, crumbs, main, home, json, docs }: Page): string {
  const styles = new Markup(STYLE_SHEET);
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}${title === 'Chromatile' ? '' : ' · Chromatile'}</title>
        <link rel="alternate" type="application/json" href="${json}" />
        <style>${styles}</style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header>
          <div class="frame bar">
            <a class="brand" href="${home}">${MARK}<span>Chromatile</span></a>
            <nav aria-label="Service"><a href="${docs}">API documents</a> <a href="${json}">JSON</a></nav>
          </div>
        </header>
        <main id="main" class="frame">
          ${crumbs.length > 0 && trail(crumbs, title)}
          <h1>${title}</h1>
          ${main}
        </main>
        <footer>
          <div class="frame">
            Served by Chromatile as OGC API Common, Maps, Tiles and Styles. The same addresses answer programs in JSON.
          </div>
        </footer>
      </body>
    </html>`.text;
}

function trail(crumbs: readonly Crumb[], title: string): Markup {
  const steps = crumbs.map(({ text, href }) => markup`<li><a href="${href}">${text}</a></li>`);
  return markup`<nav class="trail" aria-label="Where you are">
    <ol>
      ${steps}
      <li aria-current="page">${title}</li>
    </ol>
  </nav>`;
}

/** A table of facts: what each is, and its value. */
export function factList(facts: readonly (readonly [name: string, value: Markup | string | undefined])[]): Markup {
  const rows = facts.flatMap(([name, value]) =>
    value === undefined
      ? []
      : [
          markup`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
        ],
  );
  return markup`<dl class="facts">${rows}</dl>`;
}

/** An address to be copied: it wraps nowhere and can be selected at one click. */
export function address(name: string, url: string, note?: string): Markup {
  return markup`<div class="address">
    <h3>${name}</h3>
    <pre tabindex="0"><code>${url}</code></pre>
    ${note !== undefined && markup`<p class="muted">${note}</p>`}
  </div>`;
}

/** A table with a heading for each column. */
export function table(headings: readonly string[], rows: readonly (readonly (Markup | string)[])[]): Markup {
  const head = headings.map((text) => markup`<th scope="col">${text}</th>`);
  const body = rows.map((cells) => markup`<tr>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>`);
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="${headings[0]}"><table>
<thead><tr>${head}</tr></thead>
<tbody>${body}</tbody>
</table></div>`;
}
