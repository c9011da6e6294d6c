import type { LearnerOptions } from "../learn/compile_learner.ts"
import { adamw } from "../optimizer/adamw.ts"
import { chain } from "../optimizer/chain.ts"
import { clipByGlobalNorm } from "../optimizer/clip_by_global_norm.ts"
import { isFiltered, signalTemperatureOf } from "./filters.ts"
import * as names from "./names.ts"
import type { TrainSettings } from "./train_settings.ts"

/** The parts of a learner by the settings of a run, without the model. */
export const learningOf = (settings: TrainSettings): Omit<LearnerOptions<names.RunColumn>, "config"> => {
  const { maxTokens, clipNorm, beta1, beta2, weightDecay, microBatchTokens, recompute } = settings
  return {
    loss: names.lossOf({ ...settings, filtered: isFiltered(settings) }),
    aggregate: names.aggregateOf(settings.aggregate, maxTokens),
    optimizer: chain(clipByGlobalNorm(clipNorm), adamw({ beta1, beta2, decay: weightDecay })),
    temperature: signalTemperatureOf(settings),
    microBatchTokens,
    ...(recompute === "auto" ? {} : { recompute: recompute === "always" }),
  }
}
