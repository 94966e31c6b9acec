/**
 * The look of the pages, light or dark as the reader's system is. Text stands at 7:1 or better against its ground, muted
 * text and links at 4.5:1 or better.
 */
export const STYLE_SHEET = `
:root {
  color-scheme: light dark;
  --ground: #f7f6f2; --panel: #ffffff; --line: #dcd9cf; --text: #17202b; --muted: #566170; --link: #0a5f57;
  --chip: #e9efe9; --shade: 0 1px 2px rgb(23 32 43 / 6%), 0 8px 24px rgb(23 32 43 / 6%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #10151b; --panel: #171e26; --line: #313b47; --text: #eef2f5; --muted: #a3aebb; --link: #7fd4c8;
    --chip: #22303a; --shade: 0 1px 2px rgb(0 0 0 / 40%);
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
}
.frame { max-width: 72rem; margin: 0 auto; padding-inline: 1.25rem; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; padding: .5rem 1rem; background: var(--panel); z-index: 1; }
header { background: var(--panel); border-bottom: 1px solid var(--line); }
header::before {
  content: ""; display: block; height: 4px;
  background: linear-gradient(90deg, #a50026, #d73027, #f46d43, #fdae61, #fee08b, #d9ef8b, #a6d96a, #66bd63, #1a9850, #006837);
}
.bar { display: flex; align-items: center; justify-content: space-between; gap: 1rem; padding-block: .8rem; }
.bar nav { display: flex; gap: 1.25rem; }
.brand { display: inline-flex; align-items: center; gap: .6rem; font-weight: 650; font-size: 1.1rem; color: var(--text); text-decoration: none; }
main { padding-block: 1.5rem 3rem; }
footer { border-top: 1px solid var(--line); color: var(--muted); font-size: .875rem; padding-block: 1.25rem; }
h1 { font-size: clamp(1.6rem, 4vw, 2.2rem); line-height: 1.2; letter-spacing: -.015em; margin: .3rem 0 .6rem; text-wrap: balance; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.4rem 0 .9rem; }
h3 { font-size: 1rem; margin: 0 0 .3rem; }
p { max-width: 46rem; margin: 0 0 1rem; }
a { color: var(--link); text-underline-offset: .18em; text-decoration-thickness: from-font; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 4px; }
.lead { font-size: 1.1rem; }
.muted { color: var(--muted); }
.small { font-size: .875rem; }
.trail ol { display: flex; flex-wrap: wrap; gap: .1rem .5rem; list-style: none; margin: 0; padding: 0; font-size: .875rem; color: var(--muted); }
.trail li + li::before { content: "/"; margin-right: .5rem; color: var(--line); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 1.25rem; list-style: none; margin: 0; padding: 0; }
.card { position: relative; display: flex; flex-direction: column; background: var(--panel); border: 1px solid var(--line); border-radius: 12px; overflow: hidden; box-shadow: var(--shade); }
.card:hover { border-color: var(--link); }
.card .text { padding: .9rem 1.1rem 1.1rem; }
.card p { margin: 0; }
.card h2, .card h3 { margin: 0 0 .25rem; font-size: 1.05rem; }
.card h2 a, .card h3 a { color: inherit; text-decoration: none; }
.card h2 a::after, .card h3 a::after { content: ""; position: absolute; inset: 0; }
.thumb { display: block; width: 100%; aspect-ratio: 3 / 2; object-fit: contain; padding: .6rem; background: var(--chip); border-bottom: 1px solid var(--line); }
.split { display: grid; grid-template-columns: minmax(0, 1fr) minmax(14rem, 20rem); gap: 1.25rem; align-items: start; }
@media (max-width: 48rem) { .split { grid-template-columns: minmax(0, 1fr); } }
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: 12px; padding: 1rem; box-shadow: var(--shade); margin: 0; }
.panel img { display: block; max-width: 100%; height: auto; margin: 0 auto; }
.first { margin-top: 0; }
.legend { display: block; max-width: calc(100% - 2.2rem); margin: 0 1.1rem 1.1rem; }
.panel figcaption { color: var(--muted); font-size: .875rem; margin-top: .75rem; }
.crisp { image-rendering: pixelated; }
.chips { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; margin: 0 0 1rem; padding: 0; }
.chips a { display: block; padding: .2rem .75rem; border-radius: 99px; background: var(--chip); color: var(--text); text-decoration: none; border: 1px solid transparent; font-variant-numeric: tabular-nums; }
.chips a:hover { border-color: var(--link); }
.chips a[aria-current] { background: var(--link); color: var(--panel); font-weight: 600; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: 1px; margin: 0; border: 1px solid var(--line); border-radius: 12px; overflow: hidden; background: var(--panel); }
.facts div { box-shadow: 0 0 0 1px var(--line); padding: .7rem 1rem; }
dt { color: var(--muted); font-size: .8125rem; }
dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 12px; background: var(--panel); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--muted); font-size: .875rem; padding: .6rem 1rem; }
th, td { text-align: left; padding: .5rem 1rem; border-top: 1px solid var(--line); vertical-align: baseline; white-space: nowrap; }
td:last-child { white-space: normal; min-width: 12rem; }
thead th { border-top: 0; color: var(--muted); font-size: .8125rem; font-weight: 600; }
.number { text-align: right; }
.address { margin: 0 0 1.1rem; }
pre { margin: 0; padding: .7rem 1rem; overflow-x: auto; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; font: .8125rem/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
pre code { user-select: all; }
.address .muted { font-size: .875rem; margin: .3rem 0 0; }
.columns { columns: 22rem; column-gap: 2rem; padding-left: 1.1rem; margin: 0; }
.columns li { break-inside: avoid; overflow-wrap: anywhere; margin-bottom: .25rem; font-size: .9375rem; }
`.trim();
