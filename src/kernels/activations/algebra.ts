/** What formulas in x can be made of: a function of one number is written once and means the same in each algebra. */
export interface Algebra<Value> {
  /** x */
  variable(): Value;
  constant(value: number): Value;
  negate(value: Value): Value;
  /** + − * / ^ */
  readonly binary: ReadonlyMap<string, (left: Value, right: Value) => Value>;
  readonly functions: ReadonlyMap<string, FunctionDefinition<Value>>;
}

export interface FunctionDefinition<Value> {
  arity: number;
  build(args: readonly Value[]): Value;
}
