import type { Experiment, World } from "./experiment.ts"
import type { ObjectiveName } from "./objectives.ts"

/** How much is run: everything that the figures share. */
export interface Scale {
  readonly name: "full" | "quick" | "smoke"
  readonly seeds: ReadonlyArray<number>
  readonly worlds: ReadonlyArray<World>
  readonly learningRate: number
  readonly steps: number
  readonly every: number
  readonly problems: number
  readonly greedy: number
  /** Other learning rates, for fewer seeds. */
  readonly others: ReadonlyArray<{ readonly learningRate: number; readonly steps: number; readonly seeds: number }>
}

/**
 * Five seeds, none of which any setting was chosen by: 0 to 99 chose the learning rates and the worlds, 101 to 105 showed that
 * one of the worlds had to change. Models, problems and random numbers follow from the seed.
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
  others: [{ learningRate: 1e-4, steps: 150, seeds: 3 }, { learningRate: 4e-4, steps: 50, seeds: 3 }],
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
  others: [],
}

/** Two updates of everything, to see that it runs. */
export const smoke: Scale = { ...quick, name: "smoke", steps: 2, every: 1, problems: 8, greedy: 4 }

/** The worlds in which models are trained; the others are only looked at. */
export const trainedWorlds = ({ worlds }: Scale): ReadonlyArray<World> =>
  worlds.filter((world) => world !== "right-mode")

/** The runs of some objectives, for all seeds of a scale. */
export const experiments = (
  { seeds, steps, every, problems, greedy, learningRate }: Scale,
  { world = "sound", instruct = 0, objectives, ...other }: {
    readonly world?: World
    readonly instruct?: number
    readonly objectives: ReadonlyArray<ObjectiveName>
    readonly learningRate?: number
    readonly steps?: number
    readonly seeds?: number
  },
): ReadonlyArray<Experiment> =>
  seeds.slice(0, other.seeds ?? seeds.length).flatMap((seed) =>
    objectives.map((objective): Experiment => ({
      world,
      instruct,
      objective,
      seed,
      every,
      problems,
      greedy,
      learningRate: other.learningRate ?? learningRate,
      steps: other.steps ?? steps,
    }))
  )
