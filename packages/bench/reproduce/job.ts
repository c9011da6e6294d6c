import { type Experiment, key, setting } from "./experiment.ts"
import type { Figure } from "./figures/figure.ts"
import type { Cell, Watching } from "./guards/cell.ts"
import type { Parted } from "./lockstep.ts"
import { ancestors, folderOf, type Model, modelKey } from "./models.ts"
import { type RecipeCell, settingsOf, type Sizes } from "./recipes/cell.ts"
import type { Scale } from "./scale.ts"

/** Something to compute once and keep: a model, a run, two runs side by side, a run that is watched at every update, or one of a recipe. */
export type Job =
  | { readonly kind: "model"; readonly model: Model }
  | { readonly kind: "run"; readonly experiment: Experiment }
  | ({ readonly kind: "part" } & Parted)
  | { readonly kind: "watch"; readonly cell: Cell; readonly watching: Omit<Watching, "seeds"> }
  | { readonly kind: "recipe"; readonly cell: RecipeCell; readonly sizes: Omit<Sizes, "seeds" | "worlds"> }

/** The model that a job makes or starts from. */
export const startOf = (job: Job): Model => {
  if (job.kind === "model") return job.model
  if (job.kind === "recipe") return { world: job.cell.world, instruct: 0, seed: job.cell.seed }
  const { world, instruct, seed } = job.kind === "watch" ? job.cell : job.experiment
  return { world, instruct, seed }
}

/** Where a job's result is kept: under a hash of all that decides it, the making of its model too. */
export const resultOf = (cache: string, job: Job): string => {
  if (job.kind === "model") return folderOf(cache, job.model)
  const model = modelKey(startOf(job))
  if (job.kind === "watch") {
    return `${cache}/watches/${key("watch", { ...setting, ...job.cell, ...job.watching, model })}.json`
  }
  if (job.kind === "recipe") {
    // What a recipe's name stands for decides it, too.
    const settings = settingsOf(job.cell, job.sizes)
    return `${cache}/recipes/${key("recipe", { ...setting, ...job.cell, ...job.sizes, settings, model })}.json`
  }
  const all = { ...setting, ...job.experiment, model }
  return job.kind === "run"
    ? `${cache}/runs/${key("run", all)}.json`
    : `${cache}/partings/${key("part", { ...all, other: job.other })}.json`
}

/** In words, for progress. */
export const inWords = (job: Job): string => {
  const { world, instruct, seed } = startOf(job)
  const model = `${world} world, ${
    instruct === 0 ? "base" : instruct === 1 ? "instruct" : `${instruct} instruct`
  }, seed ${seed}`
  if (job.kind === "model") return `model: ${model}`
  if (job.kind === "recipe") return `recipe ${job.cell.recipe}: ${model}`
  if (job.kind === "watch") {
    const { objective, learningRate, pool, parts, loss } = job.cell
    const how = [pool && `${pool} problems`, parts && `${parts} updates a batch`, loss].filter(Boolean)
    return `watched: ${objective} at ${learningRate}${how.length === 0 ? "" : ` (${how.join(", ")})`}: ${model}`
  }
  const { objective, learningRate, steps } = job.experiment
  if (job.kind === "part") return `${objective} beside ${job.other}: ${model}`
  return steps === 0 ? `before training: ${model}` : `${objective} at ${learningRate}: ${model}`
}

/** All jobs of some figures, each once, seed by seed, in rounds: jobs of a round need those of earlier rounds only. */
export const jobsOf = (figures: ReadonlyArray<Figure>, scale: Scale): ReadonlyArray<ReadonlyArray<Job>> => {
  const trained = figures.flatMap((figure) => figure.experiments(scale)).map((experiment): Job => ({
    kind: "run",
    experiment,
  }))
  const parts = figures.flatMap(({ partings }) => partings?.(scale) ?? []).map((parted): Job => ({
    kind: "part",
    ...parted,
  }))
  const { watching } = scale
  const watched = watching === undefined
    ? []
    : figures.flatMap(({ watches }) => watches?.(watching, scale.worlds) ?? []).map((
      cell,
    ): Job => {
      const { seeds: _, ...rest } = watching
      return { kind: "watch", cell, watching: rest }
    })
  const { recipes } = scale
  const tried = recipes === undefined
    ? []
    : figures.flatMap((figure) => figure.recipes?.(recipes) ?? []).map((cell): Job => {
      const { seeds: _, worlds: __, ...sizes } = recipes
      return { kind: "recipe", cell, sizes }
    })
  const last = [...trained, ...parts, ...watched, ...tried]
  const models = last.map(startOf)
  const instructs = models.flatMap(ancestors).filter(({ instruct }) => instruct === 1)
  const bases = [...models, ...instructs].flatMap(ancestors).filter(({ instruct }) => instruct === 0)
  const make = (model: Model): Job => ({ kind: "model", model })
  const is = (holds: (share: number) => boolean) => models.filter(({ instruct }) => holds(instruct))
  return [
    [...bases, ...is((share) => share === 0)].map(make),
    [...instructs, ...is((share) => share === 1)].map(make),
    is((share) => share > 0 && share < 1).map(make),
    last,
  ].map((round) => once(round).toSorted((a, b) => startOf(a).seed - startOf(b).seed))
}

const once = (jobs: ReadonlyArray<Job>): ReadonlyArray<Job> => [
  ...new Map(jobs.map((job) => [JSON.stringify(job), job])).values(),
]
