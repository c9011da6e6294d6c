// Regular expressions from files, with a time limit: an expression may backtrack without end.
import * as Result from "effect/Result"
import { runInNewContext } from "node:vm"

/** The time limit: far more than seven thousand short names need. */
const milliseconds = 2000

/** The names that an expression fits, or why they are not known. */
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
