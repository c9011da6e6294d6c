import type { Metrics, Step } from "@rlif/trainer/stage/step"
import { Effect, Stream } from "effect"
import { compare } from "./comparison.ts"
import type { Experiment } from "./experiment.ts"
import { agreement, cool, type Observation, observe } from "./observation.ts"
import { steps } from "./training.ts"

/** A row of a run: what held-out problems show after so many updates, and the means of what training showed since the last. */
export interface Row extends Observation {
  readonly step: number
}

/** A whole experiment: observed at step 0, there at lower temperatures too, after every few updates, and at the end. Needs the model's policy. */
export const run = Effect.fn("run")(function* (experiment: Experiment) {
  const { steps: all, every } = experiment
  const [{ metrics, bins }, cold] = [yield* seen(experiment), yield* cool(experiment)]
  const first: Row = { step: 0, metrics: { ...metrics, ...cold }, bins }
  const rest = yield* steps(experiment).pipe(
    Stream.take(all),
    Stream.mapEffect(Effect.fnUntraced(function* ({ step, batch, metrics }: Step<"entropy" | "selfCertainty">) {
      const gaps = yield* compare(batch.map(({ group }) => group))
      return { step, metrics: { ...metrics, ...gaps } }
    })),
    Stream.grouped(every),
    Stream.mapEffect(Effect.fnUntraced(function* (part) {
      const { step } = part[part.length - 1]
      const { metrics, bins } = yield* seen(experiment)
      return { step, metrics: { ...trained(part.map(({ metrics }) => metrics)), ...metrics }, bins } satisfies Row
    })),
    Stream.runCollect,
  )
  return [first, ...rest]
})

/** All that a row has of held-out problems. */
const seen = Effect.fnUntraced(function* ({ seed, groups, ...experiment }: Experiment) {
  const { metrics, bins } = yield* observe({ seed, ...experiment })
  return { metrics: { ...metrics, ...yield* agreement({ seed, problems: groups }) }, bins }
})

/** Means over updates, named `train/...`; of gaps the largest. */
const trained = (parts: ReadonlyArray<Metrics>): Metrics =>
  Object.fromEntries(
    [...new Set(parts.flatMap(Object.keys))].filter((name) => !ignored.test(name)).map((name) => {
      const values = parts.flatMap((metrics) => metrics[name] ?? [])
      const value = name.startsWith("gap/")
        ? Math.max(...values)
        : values.reduce((sum, x) => sum + x, 0) / values.length
      return [`train/${name}`, value]
    }),
  )

/** What says nothing here, or is an observation's already. */
const ignored =
  /^(loss|learning_rate|sampling\/lag|self_certainty|logprob|num_tokens|clip_ratio.*|rewards\/.*\/std|.*(min|max)_length)$/
