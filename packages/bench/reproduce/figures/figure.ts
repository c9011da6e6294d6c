import type { Experiment } from "../experiment.ts"
import type { ObjectiveName } from "../objectives.ts"
import type { Scale } from "../scale.ts"

/** Two runs of one seed that are trained side by side until a token differs. */
export interface Parted {
  readonly experiment: Experiment
  readonly other: ObjectiveName
}

/** One figure of the report: the question that it answers, and the runs that it needs. */
export interface Figure {
  readonly name: string
  readonly title: string
  readonly question: string
  readonly experiments: (scale: Scale) => ReadonlyArray<Experiment>
  readonly partings?: (scale: Scale) => ReadonlyArray<Parted>
}
