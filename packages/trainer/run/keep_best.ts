import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Step } from "../stage/step.ts"
import type { RunFolder } from "./run_folder.ts"

/**
 * The stage Step -> Step that saves the model to `best/` whenever a metric (the larger the better) beats all before it,
 * beginning with `start`, its value before the first update. Such a model is a diagnostic and not a result of learning
 * without labels, because labels chose the step: `best/diagnostic.json` says so.
 * @since 0.1.0
 */
export const keepBest = <E1, R1>(folder: RunFolder, { metric = "eval/accuracy", start = -Infinity, save }: {
  readonly metric?: string
  readonly start?: number
  readonly save: (directory: string) => Effect.Effect<void, E1, R1>
}) =>
<S extends string, E, R>(steps: Stream.Stream<Step<S>, E, R>) =>
  Stream.mapAccumEffect(steps, () => start, (best, step) => {
    const value = step.metrics[metric]
    if (value === undefined || !(value > best)) return Effect.succeed([best, [step]] as const)
    const note = {
      step: step.step,
      metric,
      value,
      note: `Diagnostic: this step was chosen by ${metric}, which used labels. The model that learned is in final/.`,
    }
    const files = { "diagnostic.json": JSON.stringify(note, null, 2) + "\n" }
    return Effect.as(folder.model("best", save, files), [value, [step]] as const)
  })
