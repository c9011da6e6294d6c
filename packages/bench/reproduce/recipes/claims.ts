// What is claimed of recipes, with bounds: written, with the sizes and the guard, before the first run of these seeds.
import type { Claim } from "../../report/drawing.ts"
import { claim } from "../claim.ts"
import { type Results, summarize } from "../summary.ts"
import { recipesOf } from "./kind.ts"
import { type Scored, scored } from "./scored.ts"

const about = { ours: true, written: "before" } as const
const unlabelled = recipesOf("agreement", "certainty", "texts")

/** All claims of the study, each of a number of every seed of which all recipes are there. */
export const claims = (results: Results): ReadonlyArray<Claim> => {
  const { seeds = [], worlds: [world] = ["sound" as const] } = results.scale.recipes ?? {}
  const names = recipesOf("labels", "agreement", "certainty", "texts")
  const found = new Map(names.map((recipe) => [recipe, scored(results, { recipe, world, seeds })]))
  const whole = seeds.filter((seed) => names.every((name) => found.get(name)!.some((run) => run.seed === seed)))
  const each = (of: (run: (name: (typeof names)[number]) => Scored) => number) =>
    summarize(whole.map((seed) => of((name) => found.get(name)!.find((run) => run.seed === seed)!)))
  const mean = (values: ReadonlyArray<number>) => values.reduce((sum, x) => sum + x, 0) / values.length
  return [
    claim(
      "every recipe that is paid by labels ends above its start",
      each((run) => Math.min(...recipesOf("labels").map((name) => run(name).end))),
      { ...about, is: "above", of: "least gain at the end" },
    ),
    claim(
      "every recipe that is paid for its own certainty ends below its start",
      each((run) => Math.max(...recipesOf("certainty").map((name) => run(name).end))),
      { ...about, is: "below", of: "largest gain at the end" },
    ),
    claim(
      "yet each of them was above it before",
      each((run) => Math.min(...recipesOf("certainty").map((name) => run(name).best))),
      { ...about, is: "above", of: "least gain at the best" },
    ),
    claim(
      "every recipe that is paid for answers that agree ends above its start",
      each((run) => Math.min(...recipesOf("agreement").map((name) => run(name).end))),
      { ...about, is: "above", of: "least gain at the end" },
    ),
    claim(
      "no recipe without labels is at its best above GRPO at its best",
      each((run) => Math.max(...unlabelled.map((name) => run(name).best)) - run("grpo").best),
      { ...about, is: "below", of: "largest gain at the best minus GRPO's" },
    ),
    claim(
      "the guard leaves no recipe without labels below its start by more than noise",
      each((run) => unlabelled.filter((name) => run(name).guardHarmed).length),
      { ...about, is: "below", bound: 0.5, of: "recipes below their start" },
    ),
    claim(
      "recipes that are paid for their own certainty gain more with the guard than without",
      each((run) => mean(recipesOf("certainty").map((name) => run(name).guarded - run(name).end))),
      { ...about, is: "above", of: "mean gain with the guard minus that at the end" },
    ),
    claim(
      "the guard costs those that are paid for agreement less than .05",
      each((run) => mean(recipesOf("agreement").map((name) => run(name).end - run(name).guarded))),
      { ...about, is: "below", bound: 0.05, of: "mean gain at the end minus that with the guard" },
    ),
  ]
}
