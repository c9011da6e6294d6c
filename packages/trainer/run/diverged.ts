import { PolicyError } from "@rlif/core/runtime/policy-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { Metrics, Step } from "../stage/step.ts"

/**
 * A run whose numbers have become infinite or NaN: at which step, and what is likely to be the cause.
 * @stability unstable
 * @since 0.1.0
 */
export class Diverged extends Schema.TaggedError<Diverged>()("@rlif/trainer/Diverged", {
  step: Schema.Int,
  quantity: Schema.String,
  message: Schema.String,
}) {}

/**
 * What a cause is told by.
 * @stability unstable
 * @since 0.1.0
 */
export interface DivergedOptions<R = never> {
  /** The updates before the first step of the stream. Default: none. */
  readonly from?: number
  /** The last checkpoint that is whole, if there is one. Default: nothing is said of one. */
  readonly kept?: Effect.Effect<string | undefined, never, R>
  readonly clipNorm: number
  readonly temperature: number
}

/**
 * The stage Step -> Step that says of a failure by a number that is not finite at which step it happened, and what is
 * likely to be its cause, and from where the run can go on. It belongs after the stage that writes checkpoints.
 * @stability unstable
 * @since 0.1.0
 */
export const diverging =
  <R1 = never>({ from = 0, kept = Effect.undefined, ...options }: DivergedOptions<R1>) =>
  <S extends string, E, R>(steps: Stream.Stream<Step<S>, E, R>): Stream.Stream<Step<S>, E | Diverged, R | R1> =>
    Stream.suspend(() => {
      let last: Pick<Step, "step" | "metrics"> = { step: from, metrics: {} }
      return steps.pipe(
        Stream.tap(({ step, metrics }) => Effect.sync(() => void (last = { step, metrics }))),
        Stream.catch((error): Stream.Stream<never, E | Diverged, R1> => {
          if (!(error instanceof PolicyError) || error.reason._tag !== "@rlif/core/NoNumber") return Stream.fail(error)
          const { message, quantity } = error.reason
          const why = causes.find(({ holds }) => holds(last, options))!.says(last.metrics, options)
          const step = last.step + 1
          return Stream.fromEffect(Effect.flatMap(kept, (path) => {
            const good = path === undefined ? "" : `. The last good checkpoint is ${path}`
            return new Diverged({ step, quantity, message: `${message}, at step ${step}: ${why}${good}` })
          }))
        }),
      )
    })

/** The likeliest first; the last one always holds. */
const causes: ReadonlyArray<{
  readonly holds: (last: Pick<Step, "step" | "metrics">, options: DivergedOptions) => boolean
  readonly says: (metrics: Metrics, options: DivergedOptions) => string
}> = [
  {
    holds: ({ step }) => step === 0,
    says: (_, { temperature }) =>
      `no update was made, so the model's own numbers overflow, at --temperature ${temperature}`,
  },
  {
    holds: ({ metrics: { grad_norm: norm = 0 } }, { clipNorm }) => norm > 100 * clipNorm,
    says: ({ grad_norm: norm }, { clipNorm }) =>
      `gradients had grown, to a norm of ${norm.toPrecision(2)} before they were cut to --clip-norm ${clipNorm}; ` +
      "lower --learning-rate",
  },
  {
    holds: () => true,
    says: ({ learning_rate: rate = NaN }) =>
      `the weights have gone too far, by a learning rate of ${
        rate.toPrecision(2)
      }; lower --learning-rate, or raise --warm-up`,
  },
]
