/** The header that tells what a picture could not show as asked: a JSON array of texts, in ASCII as a header has to be. */
export function renderMessages(warnings: readonly string[]): Record<string, string> {
  if (warnings.length === 0) return {};
  const json = JSON.stringify(warnings).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return { 'X-Render-Messages': json };
}
