/** Comments, dollar-quoted bodies, strings and quoted names, within which a semicolon ends nothing; then the rest. */
const PIECES =
  /--[^\n]*|\/\*[^]*?\*\/|\$([a-z_]\w*)?\$[^]*?\$\1\$|(?<!\w)e'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|[^]/gi;

/**
 * The statements of an SQL text, without their comments between them and semicolons. Comments do not nest, and a
 * function's body is quoted (not `BEGIN ATOMIC`).
 */
export function splitStatements(text: string): string[] {
  const statements: string[] = [];
  let statement = '';
  for (const [piece] of text.matchAll(PIECES)) {
    if (piece.startsWith('--') || piece.startsWith('/*')) {
      statement += ' ';
    } else if (piece === ';') {
      statements.push(statement);
      statement = '';
    } else {
      statement += piece;
    }
  }
  return [...statements, statement].map((one) => one.trim()).filter((one) => one !== '');
}
