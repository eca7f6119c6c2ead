/**
 * Both ways to call an operator, `timeout(call, "5 seconds")` and `call.pipe(timeout("5 seconds"))`, over one body. Unlike
 * effect's `dual`, options are compiled once when the operator is made, so that a wrong one is refused there and
 * an operator that is kept costs nothing more for each call.
 */

/**
 * `isSelf` tells what is wrapped from the first option. The result is to be given its two signatures with `as`: what it takes
 * and gives is generic in what is wrapped, which no function type of this one can say.
 */
export const operator =
  <Self, Arguments extends ReadonlyArray<unknown>, Plan>(
    isSelf: (value: unknown) => value is Self,
    compile: (...options: Arguments) => Plan,
    run: (self: Self, plan: Plan) => unknown
  ): ((...args: readonly [Self, ...Arguments] | Arguments) => unknown) =>
  (...args) => {
    const [first, ...rest] = args
    // The compiler does not narrow the rest of a union of tuples by its first item.
    if (isSelf(first)) return run(first, compile(...(rest as unknown as Arguments)))
    const plan = compile(...(args as Arguments))
    return (self: Self) => run(self, plan)
  }
