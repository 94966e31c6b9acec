import type jsep from 'jsep';
import { invalidField, type Failure } from '../failure.ts';
import { parseSyntax } from './expression-syntax.ts';

/** Functions and the number of arguments each takes. */
const FUNCTIONS = {
  abs: [1, 1],
  sqrt: [1, 1],
  exp: [1, 1],
  ln: [1, 1],
  log10: [1, 1],
  min: [2, 16],
  max: [2, 16],
  clamp: [3, 3],
} as const;
const ARITHMETIC = ['+', '-', '*', '/', '^'] as const;
const COMPARISONS = ['<', '<=', '>', '>=', '==', '!='] as const;

export type FunctionName = keyof typeof FUNCTIONS;
export type Arithmetic = (typeof ARITHMETIC)[number];
export type Comparison = (typeof COMPARISONS)[number];

/** A step of a band expression. A comparison is 1 or 0; a test holds when it is not 0. */
export type MathNode =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'band'; readonly name: string }
  | { readonly kind: 'negate'; readonly operand: MathNode }
  | { readonly kind: 'arithmetic'; readonly operator: Arithmetic; readonly left: MathNode; readonly right: MathNode }
  | { readonly kind: 'comparison'; readonly operator: Comparison; readonly left: MathNode; readonly right: MathNode }
  | { readonly kind: 'conditional'; readonly test: MathNode; readonly yes: MathNode; readonly no: MathNode }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly MathNode[] };

/** A checked expression over the bands of a satellite. */
export interface Expression {
  readonly text: string;
  /** Names of the bands it reads, in order of appearance, each once; at least one. */
  readonly bands: readonly string[];
  readonly root: MathNode;
}

/** Caps on input from outside, checked before and while parsing: the parser recurses. */
const MAX_LENGTH = 2000;
const MAX_DEPTH = 64;

/**
 * The expression of an index, such as `(B08 - B04) / (B08 + B04)`. Operators `+ - * / ^`, comparisons, `a ? b : c`;
 * functions abs, sqrt, exp, ln, log10, min, max, clamp(x, low, high). `^` binds above `*` and to the right. Chained
 * comparisons are refused.
 *
 * @param bandNames the names that may be used, letter case as written
 * @throws Failure `invalid` about `expression`, naming the fault and, for an unknown name, the valid ones
 */
export function parseExpression(text: string, bandNames: readonly string[]): Expression {
  checkSize(text);
  const parts = splitAtCommas(text);
  if (parts.length > 1) throw fault(`expected one expression, found ${parts.length} separated by commas`);
  return parsePart(text.trim(), bandNames);
}

/**
 * The three expressions of a composite, for red, green and blue, separated by commas: `B04, B03, B02`.
 *
 * @throws Failure `invalid` about `expression`, as `parseExpression` does
 */
export function parseComposite(
  text: string,
  bandNames: readonly string[],
): [red: Expression, green: Expression, blue: Expression] {
  checkSize(text);
  const parts = splitAtCommas(text);
  if (parts.length !== 3) {
    throw fault(`a composite needs three expressions separated by commas (red, green, blue), found ${parts.length}`);
  }
  const [red, green, blue] = parts.map((part) => parsePart(part.trim(), bandNames));
  return [red, green, blue];
}

/**
 * The expressions that an index of any kind is written as: one, or the three of a composite.
 *
 * @throws Failure `invalid` about `expression`, as `parseExpression` does
 */
export function parseExpressions(text: string, bandNames: readonly string[]): readonly Expression[] {
  checkSize(text);
  return splitAtCommas(text).length > 1 ? parseComposite(text, bandNames) : [parseExpression(text, bandNames)];
}

function checkSize(text: string): void {
  if (text.length > MAX_LENGTH) throw fault(`${text.length} characters are more than ${MAX_LENGTH}`);
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    else if (character === ')') depth--;
    if (depth > MAX_DEPTH) throw tooDeep();
  }
}

/** The parts between the commas that stand outside all brackets. */
function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
    else if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, text.slice(start)];
}

function parsePart(text: string, bandNames: readonly string[]): Expression {
  if (text === '') throw fault('is empty');
  const bands = new Set<string>();
  const root = convert(readSyntax(text), { bandNames: new Set(bandNames), bands }, 1);
  if (bands.size === 0) throw fault(`uses no band; valid bands are ${bandNames.join(', ')}`);
  return { text, bands: [...bands], root };
}

function readSyntax(text: string): jsep.CoreExpression {
  try {
    return parseSyntax(text);
  } catch (cause) {
    // a thousand signs in a row are short enough and still too deep for the parser's recursion
    if (cause instanceof RangeError) throw tooDeep();
    throw fault(cause instanceof Error ? cause.message : 'cannot be parsed');
  }
}

interface Names {
  readonly bandNames: ReadonlySet<string>;
  readonly bands: Set<string>;
}

/** Lets through only what is listed here: whatever else the parser knows is refused. */
function convert(node: jsep.Expression, names: Names, depth: number): MathNode {
  if (depth > MAX_DEPTH) throw tooDeep();
  const within = (inner: jsep.Expression) => convert(inner, names, depth + 1);
  const known = node as jsep.CoreExpression;
  switch (known.type) {
    case 'Literal':
      if (typeof known.value !== 'number' || !Number.isFinite(known.value)) {
        throw fault(`${known.raw} is not a finite number`);
      }
      return { kind: 'number', value: known.value };
    case 'Identifier':
      return convertBand(known.name, names);
    case 'UnaryExpression': {
      const operand = within(known.argument);
      return known.operator === '-' ? { kind: 'negate', operand } : operand;
    }
    case 'BinaryExpression':
      return convertBinary(known.operator, within(known.left), within(known.right));
    case 'ConditionalExpression':
      return {
        kind: 'conditional',
        test: within(known.test),
        yes: within(known.consequent),
        no: within(known.alternate),
      };
    case 'CallExpression':
      return convertCall(known, within);
    case 'Compound':
      throw fault('an operator is missing between two parts');
    default:
      throw fault(`${known.type} is not allowed; use numbers, bands, operators and functions`);
  }
}

function convertBand(name: string, { bandNames, bands }: Names): MathNode {
  if (!bandNames.has(name)) {
    const isFunction = Object.hasOwn(FUNCTIONS, name);
    const hint = isFunction ? `${name} is a function and needs brackets` : `unknown band ${name.slice(0, 60)}`;
    throw fault(`${hint}; valid bands are ${[...bandNames].join(', ')}`);
  }
  bands.add(name);
  return { kind: 'band', name };
}

function convertBinary(operator: string, left: MathNode, right: MathNode): MathNode {
  const arithmetic = ARITHMETIC.find((known) => known === operator);
  if (arithmetic !== undefined) return { kind: 'arithmetic', operator: arithmetic, left, right };
  const comparison = COMPARISONS.find((known) => known === operator);
  if (comparison !== undefined) {
    for (const operand of [left, right]) refuseChain(comparison, operand);
    return { kind: 'comparison', operator: comparison, left, right };
  }
  throw fault(`operator ${operator} is not allowed; valid ones are ${[...ARITHMETIC, ...COMPARISONS].join(' ')}`);
}

/** `a < b < c` would compare 1 or 0 with c, which nobody means. */
function refuseChain(operator: Comparison, operand: MathNode): void {
  if (operand.kind !== 'comparison' || isEquality(operator) !== isEquality(operand.operator)) return;
  throw fault(
    `a ${operand.operator} b ${operator} c is no comparison of three; write (a ${operand.operator} b) * (b ${operator} c)`,
  );
}

function isEquality(operator: Comparison): boolean {
  return operator === '==' || operator === '!=';
}

function convertCall(call: jsep.CallExpression, within: (inner: jsep.Expression) => MathNode): MathNode {
  const callee = call.callee as jsep.CoreExpression;
  if (callee.type !== 'Identifier' || !isFunctionName(callee.name)) {
    const found = callee.type === 'Identifier' ? callee.name.slice(0, 60) : callee.type;
    throw fault(`unknown function ${found}; valid functions are ${Object.keys(FUNCTIONS).join(', ')}`);
  }
  const { name } = callee;
  const [fewest, most] = FUNCTIONS[name];
  const found = call.arguments.length;
  if (found < fewest || found > most) {
    const wanted = fewest === most ? `${fewest}` : `${fewest} to ${most}`;
    throw fault(`${name} takes ${wanted} argument${most === 1 ? '' : 's'}, found ${found}`);
  }
  return { kind: 'call', name, args: call.arguments.map(within) };
}

function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}

function tooDeep(): Failure {
  return fault(`is nested more than ${MAX_DEPTH} deep`);
}

function fault(reason: string): Failure {
  return invalidField('expression', reason);
}
