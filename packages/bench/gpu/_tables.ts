import type { Comparison } from "./comparison.ts"
import { equal, tolerance } from "./equality.ts"

type Compared = ReadonlyArray<readonly [provider: string, comparison: Comparison]>

/** Differences from the CPU, a row a provider and fixture, in Markdown. */
export const equalityTable = (compared: Compared): string =>
  table(
    [
      "provider",
      "fixture",
      `logits, at most ${tolerance.logits}`,
      `worst gradient, at most ${tolerance.gradient}`,
      "of",
      "same tokens",
      "",
    ],
    compared.flatMap(([provider, { equality }]) =>
      equality.map((row) => [
        provider,
        row.fixture,
        row.logits.toExponential(1),
        row.gradient.toExponential(1),
        row.parameter,
        `${row.same} of ${row.tokens}`,
        equal(row) ? "equal" : "NOT EQUAL",
      ])
    ),
  )

/** Tokens a second and memory, a row a provider, in Markdown. */
export const speedTable = (compared: Compared): string =>
  table(
    [
      "provider",
      "sampling, tokens/s",
      "of cpu's",
      "training, tokens/s",
      "of cpu's",
      "process grew by",
      "kept on the device",
    ],
    compared.map(([provider, { sampling, training, grown, resident }]) => [
      provider,
      sampling.perSecond.toFixed(1),
      `${share(sampling.ratio)} of ${sampling.cpuPerSecond.toFixed(1)}`,
      training.perSecond.toFixed(1),
      `${share(training.ratio)} of ${training.cpuPerSecond.toFixed(1)}`,
      `${mebibytes(grown)} at its peak`,
      resident === 0 ? "nothing" : mebibytes(resident),
    ]),
  )

const table = (heading: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>) =>
  [heading, heading.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")

const share = (ratio: number) => `${ratio.toPrecision(2)}x`

const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`
