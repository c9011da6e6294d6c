// `npm run bench -- int8`: what an int8 base under an adapter changes of log-probabilities and of the adapter's gradient.
import { Console, Effect } from "effect"
import { subjects } from "./_subject.ts"
import { type Difference, difference } from "./difference.ts"

/** Measures all models and prints a table in Markdown. */
export const int8 = Effect.fn("int8")(function* () {
  yield* Console.log(line(heading))
  yield* Console.log(line(heading.map(() => "---")))
  for (const subject of yield* subjects) yield* Console.log(line(cells(yield* difference(subject))))
})

const heading = [
  "model",
  "tokens",
  "log-probabilities, mean",
  "at most",
  "adapter's gradient",
  "cosine",
  "of the worst matrix",
  "cosine",
  "weights",
]

const cells = ({ name, tokens, logprob, gradient, worst, bytes }: Difference) => [
  name,
  `${tokens}`,
  logprob.mean.toPrecision(2),
  logprob.max.toPrecision(2),
  percent(gradient.error),
  gradient.cosine.toFixed(5),
  percent(worst.error),
  worst.cosine.toFixed(5),
  `${kibibytes(bytes.int8)} of ${kibibytes(bytes.float32)} KiB`,
]

const line = (cells: ReadonlyArray<string>) => `| ${cells.join(" | ")} |`
const percent = (x: number) => `${(100 * x).toPrecision(2)}%`
const kibibytes = (bytes: number) => (bytes / 1024).toFixed(0)
