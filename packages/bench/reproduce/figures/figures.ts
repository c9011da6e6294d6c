import { baseCurves } from "./base_curves.ts"
import { controlRuns } from "./controls.ts"
import { calibration } from "./calibration.ts"
import { equivalences } from "./equivalences.ts"
import type { Figure } from "./figure.ts"
import { guidelines } from "./guidelines.ts"
import { instructCurves } from "./instruct_curves.ts"
import { lowerTemperatures } from "./lower_temperatures.ts"
import { mirror } from "./mirror.ts"
import { mixedWorld } from "./mixed_world.ts"
import { learningRates } from "./learning_rates.ts"
import { weightMixing } from "./weight_mixing.ts"
import { words } from "./words.ts"
import { worldsApart } from "./worlds.ts"

/** All figures. */
export const figures: ReadonlyArray<Figure> = [
  baseCurves,
  instructCurves,
  weightMixing,
  words,
  controlRuns,
  guidelines,
  calibration,
  equivalences,
  learningRates,
  lowerTemperatures,
  mixedWorld,
  mirror,
  worldsApart,
]
