/**
 * Text for XML content or a quoted attribute: markup escaped, line breaks and tabs as spaces, and what XML 1.0 cannot
 * hold at all (control characters, lone surrogates, U+FFFE and U+FFFF) left out.
 */
export function escapeXml(text: string): string {
  return text
    .replace(/[\t\n\r]+/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/g, '')
    .replace(/\p{Surrogate}/gu, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&apos;');
}
