import type { World } from "../experiment.ts"
import type { ObjectiveName } from "../objectives.ts"
import type { Training } from "../training.ts"

/** A run that is watched at every update: where it starts, and how it is trained. */
export interface Cell extends Training {
  readonly world: World
  readonly instruct: number
}

/** How much is watched. */
export interface Watching {
  readonly seeds: ReadonlyArray<number>
  readonly steps: number
  /** Updates between evaluations. */
  readonly every: number
  /** Held-out problems of an evaluation, each answered eight times. */
  readonly problems: number
  /** Other held-out problems whose labels a guard may ask for, each answered once at every update. */
  readonly labelled: number
}

/** Seeds that nothing was run with before the protocol was written. */
export const watching: Watching = {
  seeds: [401, 402, 403, 404, 405],
  steps: 100,
  every: 5,
  problems: 100,
  labelled: 64,
}

/** Rates, the faster one that of the paper's experiments here. */
export const rates = { fast: 2e-4, slow: 1e-4 } as const

const entropies = ["self-certainty", "token-entropy"] as const satisfies ReadonlyArray<ObjectiveName>

const all = [
  ...entropies,
  "trajectory-mean",
  "trajectory-sum",
  "majority-vote",
  "exact-answer",
  "random",
] as const satisfies ReadonlyArray<ObjectiveName>

const { fast, slow } = rates

const crossed = (
  objectives: ReadonlyArray<ObjectiveName>,
  starts: ReadonlyArray<Pick<Cell, "world" | "instruct">>,
  trainings: ReadonlyArray<Pick<Cell, "learningRate" | "pool" | "parts" | "loss">>,
): ReadonlyArray<Omit<Cell, "seed">> =>
  starts.flatMap((start) =>
    trainings.flatMap((training) => objectives.map((objective) => ({ ...start, objective, ...training })))
  )

const sound = { world: "sound", instruct: 0 } as const

/** What is watched, for every seed: 50 cells, so 250 runs. */
export const cells: ReadonlyArray<Omit<Cell, "seed">> = [
  ...crossed(all, [sound], [{ learningRate: fast }, { learningRate: slow }]),
  ...crossed(all, [{ world: "mixed", instruct: 0 }, { world: "wrong-mode", instruct: 0 }], [{ learningRate: fast }]),
  ...crossed(entropies, [{ world: "mixed", instruct: 0 }], [{ learningRate: slow }]),
  ...crossed(entropies, [0.1, 0.2, 0.5, 1].map((instruct) => ({ world: "sound", instruct })), [{ learningRate: fast }]),
  ...crossed(["trajectory-mean", "exact-answer"], [{ world: "sound", instruct: 1 }], [{ learningRate: fast }]),
  // What changes updates in place of stopping them: few problems, and a price on tokens of high covariance, which needs
  // two updates a batch, for in the first one the price has no gradient; beside the same without the price.
  ...crossed([...entropies, "majority-vote"], [sound], [32, 128].map((pool) => ({ learningRate: fast, pool }))),
  ...crossed(entropies, [sound], [
    { learningRate: fast, parts: 2 },
    { learningRate: fast, parts: 2, loss: "kl-cov" },
  ]),
]

/** All runs in some worlds. */
export const runs = ({ seeds }: Watching, worlds: ReadonlyArray<World>): ReadonlyArray<Cell> =>
  seeds.flatMap((seed) => cells.filter(({ world }) => worlds.includes(world)).map((cell): Cell => ({ ...cell, seed })))
