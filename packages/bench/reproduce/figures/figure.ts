import type { Panel } from "@rlif/trainer/plot/panel"
import type { Claim } from "../claim.ts"
import type { Experiment } from "../experiment.ts"
import type { ObjectiveName } from "../objectives.ts"
import type { Scale } from "../scale.ts"
import type { Results } from "../summary.ts"

/** Two runs of one seed that are trained side by side until a token differs. */
export interface Parted {
  readonly experiment: Experiment
  readonly other: ObjectiveName
}

/** Numbers that no curve shows. */
export interface Table {
  readonly title: string
  readonly headers: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<string>>
}

/** What a figure shows: pictures of several panels each, tables, and what became of the paper's claims. */
export interface Drawing {
  readonly pictures: ReadonlyArray<{ readonly title: string; readonly panels: ReadonlyArray<Panel> }>
  readonly tables: ReadonlyArray<Table>
  readonly claims: ReadonlyArray<Claim>
}

/** One figure of the report: the question that it answers, the runs that it needs, and what it makes of them. */
export interface Figure {
  readonly name: string
  readonly title: string
  readonly question: string
  readonly experiments: (scale: Scale) => ReadonlyArray<Experiment>
  readonly partings?: (scale: Scale) => ReadonlyArray<Parted>
  readonly draw: (results: Results) => Drawing
}
