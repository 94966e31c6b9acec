import jsep from 'jsep';

/**
 * The grammar of band maths, set on jsep once: arithmetic, comparisons and the conditional, nothing else. `^` is the
 * power as in mathematics: above `*`, to the right (`2^3^2` is 2^9), and above a sign (`-2^2` is -4), where jsep has
 * it as the exclusive or of JavaScript, below everything.
 */
const PRECEDENCE: Record<string, number> = {
  '==': 1,
  '!=': 1,
  '<': 2,
  '<=': 2,
  '>': 2,
  '>=': 2,
  '+': 3,
  '-': 3,
  '*': 4,
  '/': 4,
};
const POWER_PRECEDENCE = 5;

jsep.removeAllBinaryOps();
jsep.removeAllUnaryOps();
jsep.removeAllLiterals();
for (const [operator, precedence] of Object.entries(PRECEDENCE)) jsep.addBinaryOp(operator, precedence);
jsep.addBinaryOp('^', POWER_PRECEDENCE, true);
jsep.hooks.add('gobble-token', function (env) {
  if (this.char === '-' || this.char === '+') env.node = gobbleSigned(this);
});

function gobbleSigned(scope: jsep.HookScope): jsep.Expression {
  const operator = scope.char;
  scope.index++;
  const operand = gobblePower(scope, `operand of ${operator}`);
  return { type: 'UnaryExpression', operator, argument: operand, prefix: true };
}

/** A token and the powers after it: they belong to the operand, before the sign does. */
function gobblePower(scope: jsep.HookScope, what: string): jsep.Expression {
  const base = scope.gobbleToken() as jsep.Expression | false | undefined;
  if (base === undefined || base === false) scope.throwError(`missing ${what}`);
  scope.gobbleSpaces();
  if (scope.char !== '^') return base;
  scope.index++;
  const exponent = gobblePower(scope, 'exponent of ^');
  return { type: 'BinaryExpression', operator: '^', left: base, right: exponent };
}

/**
 * The syntax tree of an expression, not yet checked against any list of nodes, functions or bands.
 *
 * @throws Error of jsep, with the position of the fault in `index`
 */
export function parseSyntax(text: string): jsep.CoreExpression {
  return jsep(text) as jsep.CoreExpression;
}
