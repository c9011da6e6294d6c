// The labelled problems of the guard few-labels: how often they are asked, and what is counted of the answers.
import type { Problem } from "@rlif/core/data"
import type { RollOutOptions } from "@rlif/core/sample/roll-out"
import { seed as mix } from "@rlif/core/random/seed"
import * as Effect from "effect/Effect"
import { accuracy } from "../evaluate/accuracy.ts"
import * as names from "../settings/names.ts"
import type { TrainSettings } from "../settings/train_settings.ts"
import type { Metrics } from "../stage/step.ts"

/**
 * How often each of so many labelled problems is asked at a check of so many answers: answers cost time, and labels cost
 * people, so that few labels are asked again and again.
 */
export const timesAsked = (problems: number, { guardAnswers }: Pick<TrainSettings, "guardAnswers">): number =>
  Math.max(1, Math.floor(guardAnswers / problems))

/**
 * Asks the policy, which has its first weights, and hands back what asks it again after every `evalEvery`-th update:
 * `labels/gained`, right now and wrong at the start, `labels/lost`, the other way, in answers, and `labels/accuracy`, the share right now.
 *
 * The test needs answers at the start that no earlier check has seen, so the first weights answer as many times as there will
 * be checks. The two answers that a check compares are drawn by the same seed, which makes like weights answer alike, at the
 * temperature of training; a greedy answer would leave no chance to which the test's promise could refer.
 */
export const labels = Effect.fnUntraced(function* (
  problems: ReadonlyArray<Problem>,
  { evalEvery, steps, seed, answer, maxTokens, temperature, guardAnswers, done, ...asked }:
    & Pick<TrainSettings, "evalEvery" | "steps" | "seed" | "answer" | "maxTokens" | "temperature" | "guardAnswers">
    & Pick<RollOutOptions, "prompt" | "endTokens" | "stop">
    & {
      /** Updates of the run before. */
      readonly done: number
    },
) {
  const { prompt, endTokens, stop } = asked
  const asking = {
    ...prompt && { prompt },
    ...endTokens && { endTokens },
    stop,
    maxTokens,
    temperature,
    completions: timesAsked(problems.length, { guardAnswers }),
    batch: 512,
    ...names.answersOf(answer),
  }
  const ask = (check: number) =>
    Effect.map(
      accuracy(problems, { ...asking, seed: mix(seed, "labels", check) }),
      ({ answered }) => answered.flatMap(({ completions }) => completions.map(({ verdict }) => verdict === "correct")),
    )
  const checks = Array.from({ length: Math.floor(steps / evalEvery) }, (_, i) => i + 1)
    .filter((check) => check * evalEvery > done)
  const start = new Map(
    yield* Effect.forEach(checks, (check) => Effect.map(ask(check), (right) => [check, right] as const)),
  )
  return Effect.fnUntraced(function* ({ step }: { readonly step: number }) {
    const before = start.get(step / evalEvery)
    if (before === undefined) return
    const now = yield* ask(step / evalEvery)
    const count = (holds: (was: boolean, is: boolean) => boolean) => now.filter((is, i) => holds(before[i], is)).length
    const metrics: Metrics = {
      "labels/gained": count((was, is) => is && !was),
      "labels/lost": count((was, is) => was && !is),
      "labels/accuracy": count((_, is) => is) / now.length,
    }
    return metrics
  })
})
