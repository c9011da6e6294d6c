import * as Policy from "@rlif/core/policy"
import { Tokenizer } from "@rlif/core/text"
import { Effect, Layer, Stream } from "effect"
import { type Experiment } from "./experiment.ts"
import type { ObjectiveName } from "./objectives.ts"
import { steps } from "./training.ts"

/** Two runs of one seed that are trained side by side until a token differs. */
export interface Parted {
  readonly experiment: Experiment
  readonly other: ObjectiveName
}

/** Where two runs part that began alike: the first update whose completions differ, the completion, and its token. */
export interface Parting {
  /** Updates in which all completions were the same, token by token. */
  readonly together: number
  /** The first difference; none where the runs never parted. */
  readonly first?: { readonly step: number; readonly completion: number; readonly token: number; readonly of: number }
}

/** Trains two policies of one model and one seed by two objectives, side by side, until a token differs. */
export const part = Effect.fn("part")(function* (
  { folder, experiment, other }: {
    readonly folder: string
    readonly experiment: Experiment
    readonly other: ObjectiveName
  },
) {
  // Fresh: each run trains a policy of its own.
  const policy = Layer.fresh(Layer.merge(Policy.layerFolder(folder), Tokenizer.layerFolder(folder)))
  const tokens = (experiment: Experiment) =>
    Stream.map(
      steps(experiment),
      ({ batch }) => batch.flatMap(({ group }) => group.rollouts.map(({ tokens }) => tokens)),
    )
      .pipe(Stream.provide(policy))
  let together = 0
  const first = yield* Stream.zip(tokens(experiment), tokens({ ...experiment, objective: other })).pipe(
    Stream.take(experiment.steps),
    Stream.map(([left, right]) => difference(left, right)),
    Stream.tap((found) => Effect.sync(() => found === undefined && together++)),
    Stream.takeUntil((found) => found !== undefined),
    Stream.runLast,
  )
  const found = first._tag === "Some" ? first.value : undefined
  const parting: Parting = found === undefined ? { together } : { together, first: { step: together + 1, ...found } }
  return parting
})

/** The first completion and token that differ; a completion that goes on differs at the other's end. */
const difference = (left: ReadonlyArray<Int32Array>, right: ReadonlyArray<Int32Array>) => {
  for (let i = 0; i < left.length; i++) {
    const length = Math.min(left[i].length, right[i].length)
    for (let t = 0; t < length; t++) {
      if (left[i][t] !== right[i][t]) return { completion: i, token: t, of: left.length }
    }
    if (left[i].length !== right[i].length) return { completion: i, token: length, of: left.length }
  }
  return undefined
}
