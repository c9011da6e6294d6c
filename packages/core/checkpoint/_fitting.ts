// Regular expressions that a file brings along: one that backtracks without end is given up, and not waited for.
import { Result } from "effect"
import { runInNewContext } from "node:vm"

/** More than seven thousand short names need, by far. */
const milliseconds = 2000

/** Which names an expression fits, or why that is not known. */
export const fitting = (
  expression: string,
  names: ReadonlyArray<string>,
): Result.Result<ReadonlySet<string>, string> =>
  Result.try({
    try: () => {
      const source = "names.filter((name) => new RegExp(expression).test(name))"
      return new Set<string>(runInNewContext(source, { names, expression }, { timeout: milliseconds }))
    },
    catch: (error) =>
      Object(error).code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
        ? `it takes longer than ${milliseconds / 1000} s to find what it fits`
        : "it is no regular expression that is understood here",
  })
