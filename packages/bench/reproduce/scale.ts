import type { Experiment, World } from "./experiment.ts"
import type { Watching } from "./guards/cell.ts"
import type { ObjectiveName } from "./objectives.ts"
import type { Sizes } from "./recipes/cell.ts"

/** How much is run: everything that the figures share. */
export interface Scale {
  readonly name: "full" | "quick" | "smoke" | "guards" | "recipes"
  readonly seeds: ReadonlyArray<number>
  readonly worlds: ReadonlyArray<World>
  readonly learningRate: number
  readonly steps: number
  readonly every: number
  readonly problems: number
  readonly greedy: number
  readonly groups: number
  /** Other learning rates, for fewer seeds, but of some objectives for all. */
  readonly others: ReadonlyArray<
    Rate & { readonly seeds: number; readonly whole?: ReadonlyArray<ObjectiveName> }
  >
  /** Runs that are watched at every update: those of the study of guards. */
  readonly watching?: Watching
  /** How much is run of each recipe: those of the study of recipes. */
  readonly recipes?: Sizes
  /** The mixed world has seeds of its own, and several rates of which none is the main one. */
  readonly mixed?: { readonly seeds: ReadonlyArray<number>; readonly rates: ReadonlyArray<Rate> }
}

/** How fast and for how many updates. */
export interface Rate {
  readonly learningRate: number
  readonly steps: number
}

/**
 * Five seeds, none of which any setting was chosen by: 0 to 99 chose the learning rates and the worlds, 101 to 105 showed that
 * one of the worlds had to change. The mixed world has five that nothing was run with before its claims were written. Models,
 * problems and random numbers follow from the seed.
 */
export const full: Scale = {
  name: "full",
  seeds: [201, 202, 203, 204, 205],
  worlds: ["sound", "wrong-mode", "right-mode"],
  learningRate: 2e-4,
  steps: 100,
  every: 10,
  problems: 600,
  greedy: 150,
  groups: 100,
  others: [
    { learningRate: 1e-4, steps: 150, seeds: 3, whole: ["self-certainty", "token-entropy", "random"] },
    { learningRate: 4e-4, steps: 50, seeds: 3 },
  ],
  mixed: {
    seeds: [301, 302, 303, 304, 305],
    rates: [{ learningRate: 2e-4, steps: 100 }, { learningRate: 1e-4, steps: 150 }],
  },
}

/** The first world and the models that ship, once and not as far: an impression. */
export const quick: Scale = {
  name: "quick",
  seeds: [0],
  worlds: ["sound"],
  learningRate: 3e-4,
  steps: 40,
  every: 10,
  problems: 300,
  greedy: 60,
  groups: 60,
  others: [],
}

/** Two updates of everything, to see that it runs. */
export const smoke: Scale = { ...quick, name: "smoke", steps: 2, every: 1, problems: 8, greedy: 4, groups: 4 }

/** The worlds in which models are trained under every objective. */
export const trainedWorlds = ({ worlds }: Scale): ReadonlyArray<World> =>
  worlds.filter((world) => world !== "right-mode")

/** The runs of some objectives, for all seeds of a scale. */
export const experiments = (
  { seeds, steps, every, problems, greedy, groups, learningRate }: Scale,
  { world = "sound", instruct = 0, objectives, ...other }: {
    readonly world?: World
    readonly instruct?: number
    readonly objectives: ReadonlyArray<ObjectiveName>
    readonly learningRate?: number
    readonly steps?: number
    /** How many of the scale's seeds, or which others. */
    readonly seeds?: number | ReadonlyArray<number>
  },
): ReadonlyArray<Experiment> =>
  (typeof other.seeds === "object" ? other.seeds : seeds.slice(0, other.seeds)).flatMap((seed) =>
    objectives.map((objective): Experiment => ({
      world,
      instruct,
      objective,
      seed,
      every,
      problems,
      greedy,
      groups,
      learningRate: other.learningRate ?? learningRate,
      steps: other.steps ?? steps,
    }))
  )
