import type { Problem } from "@rlif/core/data"
import type { RollOutOptions } from "@rlif/core/sample/roll-out"
import * as Effect from "effect/Effect"
import { accuracy } from "../evaluate/accuracy.ts"
import { evaluationMetrics } from "../evaluate/evaluation.ts"
import * as names from "../settings/names.ts"

/** The true accuracy on held-out problems at the temperature of training, as metrics; none where there are no problems. */
export const evaluator = (
  problems: ReadonlyArray<Problem>,
  { answer, maxTokens, temperature, seed, prompt, endTokens, stop }:
    & Pick<RollOutOptions, "prompt" | "endTokens" | "stop">
    & {
      readonly answer: (typeof names.answerNames)[number]
      readonly maxTokens: number
      readonly temperature: number
      readonly seed: number
    },
) =>
  problems.length === 0 ? Effect.succeed({}) : Effect.map(
    accuracy(problems, {
      ...prompt && { prompt },
      ...endTokens && { endTokens },
      stop,
      maxTokens,
      temperature,
      seed,
      ...names.answersOf(answer),
      completions: 1,
      batch: 512,
    }),
    (evaluation) => evaluationMetrics(evaluation),
  )
