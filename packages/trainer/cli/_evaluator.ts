import type { Problem } from "@rlif/core/data"
import type { RollOutOptions } from "@rlif/core/sample/roll-out"
import type * as Engine from "@rlif/rewards/answer/math/engine"
import * as Effect from "effect/Effect"
import { accuracy } from "../evaluate/accuracy.ts"
import { evaluationMetrics } from "../evaluate/evaluation.ts"
import { heldOutFile, heldOutName } from "../run/held_out_file.ts"
import { verdictsFile, verdictsText } from "../run/verdicts_file.ts"
import type { RunFolderError } from "../run/run_error.ts"
import type { RunFolder } from "../run/run_folder.ts"
import * as names from "../settings/names.ts"

/**
 * The true accuracy on held-out problems at the temperature of training, as metrics; none where there are no problems. What
 * the first of them were answered after an update is kept in the run's folder, and whether each was right, if the update is named.
 */
export const evaluator = (
  problems: ReadonlyArray<Problem>,
  { folder, answer, maxTokens, temperature, seed, prompt, endTokens, stop }:
    & Pick<RollOutOptions, "prompt" | "endTokens" | "stop">
    & {
      readonly answer: (typeof names.answerNames)[number]
      readonly maxTokens: number
      readonly temperature: number
      readonly seed: number
      readonly folder: RunFolder
    },
) =>
(step?: number) =>
  problems.length === 0 ? Effect.succeed({}) : accuracy<Engine.EngineError | RunFolderError, Engine.Engine>(problems, {
    ...prompt && { prompt },
    ...endTokens && { endTokens },
    stop,
    maxTokens,
    temperature,
    seed,
    ...names.answersOf(answer),
    completions: 1,
    batch: 512,
    seen: (groups, { answered }) =>
      step === undefined ? Effect.void : Effect.andThen(
        folder.write(heldOutName(step), heldOutFile(groups, answered)),
        folder.append(verdictsFile, verdictsText(step, answered)),
      ),
  }).pipe(
    Effect.map((evaluation) => evaluationMetrics(evaluation)),
  )
