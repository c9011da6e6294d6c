import type { ObjectiveName } from "../objectives.ts"
import type { Cell } from "./cell.ts"
import { cells } from "./cell.ts"

/** Cells that are looked at together. */
export interface Group {
  readonly name: string
  readonly cells: ReadonlyArray<Omit<Cell, "seed">>
}

type Template = Omit<Cell, "seed">

const group = (name: string, holds: (cell: Template) => boolean): Group => ({ name, cells: cells.filter(holds) })

const plain = ({ pool, parts }: Template): boolean => pool === undefined && parts === undefined

const entropies: ReadonlyArray<ObjectiveName> = ["self-certainty", "token-entropy"]

const of = (names: ReadonlyArray<ObjectiveName>) => ({ objective }: Template) => names.includes(objective)

const internal: ReadonlyArray<ObjectiveName> = [...entropies, "trajectory-mean", "trajectory-sum", "majority-vote"]

const base = (world: Cell["world"], names: ReadonlyArray<ObjectiveName>) => (cell: Template) =>
  plain(cell) && cell.world === world && cell.instruct === 0 && of(names)(cell)

/** Self-certainty and token entropy on base models, in the two worlds in which there is something to gain. */
export const sound = group("sound world", base("sound", entropies))
export const mixed = group("mixed world", base("mixed", entropies))

/** The same two on models that are more certain at the start. */
export const mixes = group(
  "mixes",
  (cell) => plain(cell) && cell.instruct > 0 && cell.instruct < 1 && of(entropies)(cell),
)
export const instruct = group("instruct", (cell) => plain(cell) && cell.instruct === 1 && of(entropies)(cell))

/** Where the likeliest answer is wrong, under every reward without labels. */
export const wrong = group("wrong-mode world", base("wrong-mode", internal))

/** Rewards that a run gains from to its end, so that to stop it is false. */
export const rising = group(
  "exact-answer, trajectory-mean",
  (cell) => plain(cell) && cell.world === "sound" && of(["exact-answer", "trajectory-mean"])(cell),
)

/** The other rewards on base models of the sound and the mixed world. */
export const others = group(
  "majority-vote, trajectory-sum",
  (cell) => plain(cell) && cell.world !== "wrong-mode" && of(["majority-vote", "trajectory-sum"])(cell),
)

/** A reward that knows nothing. */
export const random = group("random", (cell) => plain(cell) && cell.world !== "wrong-mode" && of(["random"])(cell))

/** Where the rule is chosen: all runs of self-certainty and token entropy whose likeliest answers are right for most problems. */
export const deciding: Group = {
  name: "deciding",
  cells: [...sound.cells, ...mixed.cells, ...mixes.cells, ...instruct.cells],
}

/** In the order of the tables. */
export const groups: ReadonlyArray<Group> = [sound, mixed, mixes, instruct, others, rising, random, wrong]

/** The same cells but for how they are trained, such as with few problems. */
export const changed = (training: Pick<Cell, "pool" | "parts" | "loss">): Group =>
  group(
    "changed",
    (cell) =>
      of(entropies)(cell) && cell.pool === training.pool && cell.parts === training.parts &&
      cell.loss === training.loss,
  )
