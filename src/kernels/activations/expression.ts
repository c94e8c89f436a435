import jsep from 'jsep';
import { HypertangentError } from '../../errors.ts';
import type { Algebra } from './algebra.ts';
import { DUAL_NUMBERS, type DualFunction } from './dual-numbers.ts';

const MAX_LENGTH = 200;

// jsep reads JavaScript, where ^ is a bit operation and a sign binds tighter than a power. Here ^ is
// the power, from right to left, and −x^2 is −(x^2), as in mathematics and in Python.
jsep.addBinaryOp('^', 11, true);
jsep.hooks.add('gobble-token', function (env) {
  if (this.char !== '-' && this.char !== '+') return;
  const operator = this.char;
  this.index++;
  let argument = this.gobbleToken();
  if (!argument) return this.throwError('Expected an operand after the sign');
  this.gobbleSpaces();
  if (this.expr[this.index] === '^') {
    this.index++;
    const exponent = gobblePower(this);
    argument = { type: 'BinaryExpression', operator: '^', left: argument, right: exponent };
  }
  env.node = { type: 'UnaryExpression', operator, argument, prefix: true };
});

/** A token and the tower of powers above it. */
function gobblePower(parser: jsep.HookScope): jsep.Expression {
  const base = parser.gobbleToken();
  if (!base) return parser.throwError('Expected an exponent after ^');
  parser.gobbleSpaces();
  if (parser.char !== '^') return base;
  parser.index++;
  return { type: 'BinaryExpression', operator: '^', left: base, right: gobblePower(parser) };
}

const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['e', Math.E],
]);

/**
 * Compiles a formula in x into a function that returns (φ(x), φ′(x)).
 *
 * The returned record is reused by the next call.
 *
 * @throws HypertangentError as {@link readExpression} does
 */
export function compileExpression(expression: string, path?: string): DualFunction {
  return readExpression(expression, DUAL_NUMBERS, path);
}

/**
 * What a formula in x means in an algebra.
 *
 * Grammar: numbers, x, pi, e, + − * / ^ (also **), parentheses, and the algebra's functions. The syntax tree is walked
 * once, here.
 *
 * @throws HypertangentError `invalid_value` with the position for everything else
 */
export function readExpression<Value>(expression: string, algebra: Algebra<Value>, path = '/expression'): Value {
  const { variable, constant, negate, binary, functions } = algebra;

  function reject(reason: string, position?: number): never {
    const where = position === undefined || position < 0 ? '' : ` at position ${position + 1}`;
    throw new HypertangentError('invalid_value', `The expression cannot be used: ${reason}${where}.`, {
      path,
      expected: `a formula in x of at most ${MAX_LENGTH} characters, with + - * / ^, numbers, ${[...CONSTANTS.keys()].join(', ')} and ${[...functions.keys()].join(', ')}`,
      received: expression,
    });
  }
  const positionOf = (word: string) => expression.search(new RegExp(`(?<![\\w$])${word.replaceAll('$', '\\$')}(?![\\w$])`));

  function compile(node: jsep.CoreExpression): Value {
    switch (node.type) {
      case 'Literal':
        if (typeof node.value !== 'number') return reject(`${node.raw} is not a number`, expression.indexOf(node.raw));
        return constant(node.value);
      case 'Identifier': {
        if (node.name === 'x') return variable();
        const value = CONSTANTS.get(node.name);
        if (value !== undefined) return constant(value);
        const hint = functions.has(node.name) ? ` is a function and needs (…)` : ' is unknown; the variable is x';
        return reject(`"${node.name}"${hint}`, positionOf(node.name));
      }
      case 'UnaryExpression': {
        if (node.operator !== '-' && node.operator !== '+') {
          return reject(`the operator ${node.operator} is not available`, expression.indexOf(node.operator));
        }
        const argument = compile(node.argument as jsep.CoreExpression);
        return node.operator === '-' ? negate(argument) : argument;
      }
      case 'BinaryExpression': {
        const operation = binary.get(node.operator);
        if (operation === undefined)
          return reject(`the operator ${node.operator} is not available`, expression.indexOf(node.operator));
        return operation(compile(node.left as jsep.CoreExpression), compile(node.right as jsep.CoreExpression));
      }
      case 'CallExpression': {
        if (node.callee.type !== 'Identifier') return reject('only named functions can be called', expression.indexOf('('));
        const name = String(node.callee.name);
        const definition = functions.get(name);
        if (definition === undefined) return reject(`"${name}" is not a function of this language`, positionOf(name));
        if (node.arguments.length !== definition.arity) {
          return reject(`${name} takes ${definition.arity} argument(s), not ${node.arguments.length}`, positionOf(name));
        }
        return definition.build(node.arguments.map((argument) => compile(argument as jsep.CoreExpression)));
      }
      case 'MemberExpression':
        return reject('properties cannot be read', expression.search(/[.[](?!\d)/));
      case 'Compound':
        return reject(node.body.length === 0 ? 'it is empty' : 'it is more than one formula (is an operator missing?)');
      default:
        return reject(`${node.type} is not part of this language`);
    }
  }

  if (expression.length > MAX_LENGTH) reject(`it is ${expression.length} characters long`);
  let tree: jsep.Expression;
  try {
    tree = jsep(expression.replaceAll('**', ' ^'));
  } catch (error) {
    const { description, index } = error as { description?: string; index?: number };
    return reject(description ?? 'it cannot be read', index);
  }
  return compile(tree as jsep.CoreExpression);
}
