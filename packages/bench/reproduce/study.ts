import type { ReportOptions } from "../report/report.ts"
import { described } from "./description.ts"
import type { Figure } from "./figures/figure.ts"
import { figures } from "./figures/figures.ts"
import { cells, watching } from "./guards/cell.ts"
import { introduction } from "./guards/introduction.ts"
import { guards } from "./guards/figure.ts"
import type { Job } from "./job.ts"
import { full, quick, type Scale, smoke } from "./scale.ts"
import { type Kept, resultName } from "./store.ts"

/** Figures that make one report of rows of their own. */
export interface Study {
  readonly figures: ReadonlyArray<Figure>
  readonly scales: Readonly<Record<"full" | "quick" | "smoke", Scale>>
  readonly describe: (scale: Scale, jobs: ReadonlyArray<Job>, found: ReadonlyMap<string, Kept>) => ReportOptions
}

/** The paper's experiments. */
export const paper: Study = { figures, scales: { full, quick, smoke }, describe: described }

/** Two updates of the cells that need no other models than those that ship. */
const few = { ...smoke, watching: { ...watching, seeds: [0], steps: 2, every: 1, problems: 4, labelled: 4 } }

/** When to stop: `npm run reproduce -- guards`. */
export const stops: Study = {
  figures: [guards],
  scales: {
    full: { ...full, name: "guards", seeds: watching.seeds, worlds: ["sound", "mixed", "wrong-mode"], watching },
    quick: few,
    smoke: few,
  },
  describe: (scale, jobs, found) => {
    const { environment } = described(scale, jobs, found)
    const { training, commits, machines, time } = environment
    const { seeds, steps, every, problems, labelled } = scale.watching ?? watching
    return {
      title: "When to stop",
      introduction,
      environment: {
        runs: `${jobs.filter((job) => found.has(resultName(job))).length} of ${cells.length * seeds.length}`,
        seeds: seeds.join(", "),
        training,
        evaluation:
          `${problems} problems, eight times each, every ${every} of ${steps} updates; ${labelled} others after each`,
        commits,
        machines,
        time,
        "to repeat": "npm run reproduce -- guards",
      },
    }
  },
}
