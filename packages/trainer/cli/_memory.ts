// What a run takes of memory, from its settings and the shape of its model.
import type { RunShape } from "@rlif/core/memory"
import type { ModelConfig } from "@rlif/core/model/architecture"
import { attempt } from "@rlif/core/runtime/drained"
import { entropy, type Signal } from "@rlif/core/signals"
import * as Effect from "effect/Effect"
import { compileLearner } from "../learn/compile_learner.ts"
import { filtersOf, signalTemperatureOf } from "../settings/filters.ts"
import { mayEnd, readsLabels } from "../settings/guards.ts"
import { learningOf } from "../settings/learning.ts"
import { teacherOf } from "../settings/teacher.ts"
import type { TrainSettings } from "../settings/train_settings.ts"
import { timesAsked } from "./_labels.ts"
import { mostLabels } from "./inputs/data.ts"
import { memoryFor } from "./outputs/memory.ts"

/** Tokens of prompts of which nothing is known yet. */
export const least = { asked: 1, evaluated: 1 }

/** What a run takes of memory, as lines; fails where it would not fit. */
export const memory = (settings: TrainSettings, shape: Shape) =>
  Effect.flatMap(
    attempt("train", () => runOf(settings, shape)),
    (run) => memoryFor(run, { ...settings, lower: lowerOf(shape.config) }),
  )

/** What the memory of a run depends on beside its settings. */
interface Shape {
  readonly config: ModelConfig
  /** Tokens of the longest prompts. */
  readonly longest: typeof least
  readonly signals: ReadonlyArray<Signal>
  /** In how many each problem is asked. Default 1. */
  readonly wordings?: number
}

/** What makes a run take less; one that trains an adapter already is not told to. */
const lowerOf = ({ adapter }: ModelConfig): Readonly<Record<string, string>> => {
  const trained = "what is trained, to an adapter (--lora-rank 8)"
  const samples = {
    sampling: "--completions, --problems or --max-tokens",
    evaluation: "--max-tokens or --eval-problems",
    labels: "--max-tokens or --guard-answers",
    "earlier versions": "--lookahead",
    learning: "--micro-batch-tokens or --max-tokens (or --recompute always)",
  }
  if (adapter === undefined) {
    return { ...samples, gradients: trained, "optimizer state": trained, "reference weights": trained }
  }
  return adapter.frozen === undefined
    ? { ...samples, weights: "the width of what is not trained (--lora-frozen int8)" }
    : samples
}

const runOf = (settings: TrainSettings, { config, longest, signals, wordings = 1 }: Shape): RunShape => {
  const { problems, completions, votes, minibatches, maxTokens, temperature, evalProblems, guard, teacher } = settings
  const batch = { prompts: problems * wordings, completions, promptTokens: longest.asked }
  const asked = { maxTokens, temperature }
  const drawn = { ...batch, ...asked, completions: votes || completions, ...filtersOf(settings) }
  const evaluated = { prompts: evalProblems, completions: 1, promptTokens: longest.evaluated }
  const labelled = {
    prompts: mostLabels,
    completions: timesAsked(mostLabels, settings),
    promptTokens: longest.evaluated,
  }
  const read = { ...asked, signals: [entropy] }
  return {
    config,
    threads: settings.threads,
    ...(settings.parts === 0 ? {} : { parts: settings.parts }),
    hasTeacher: teacherOf(teacher) !== "none",
    samples: {
      sampling: { ...drawn, signalTemperature: signalTemperatureOf(settings), signals },
      ...(evalProblems === 0 || longest.evaluated === 0 ? {} : { evaluation: { ...evaluated, ...read } }),
      ...(readsLabels(guard) ? { labels: { ...labelled, ...read } } : {}),
    },
    learns: {
      learner: compileLearner({ ...learningOf(settings), config }),
      // The largest of the parts that are an update each.
      batch: { ...batch, prompts: Math.ceil(batch.prompts / minibatches), completionTokens: maxTokens },
      keepsState: true,
      ahead: settings.lookahead,
      keepsLast: mayEnd(guard),
    },
  }
}
