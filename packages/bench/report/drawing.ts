import type { Panel } from "@rlif/trainer/plot/panel"

/** What became of a claim. */
export type Verdict = "reproduced" | "not reproduced" | "undecided"

/** A row of the table of verdicts. */
export interface Claim {
  /** What is claimed, by a paper or by us. */
  readonly paper: string
  readonly saw: string
  readonly interval: string
  readonly verdict: Verdict
}

/** Numbers that no curve shows. */
export interface Table {
  readonly title: string
  readonly headers: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<string>>
}

/** What a figure shows: pictures of several panels each, tables, and what became of claims. */
export interface Drawing {
  readonly pictures: ReadonlyArray<{ readonly title: string; readonly panels: ReadonlyArray<Panel> }>
  readonly tables: ReadonlyArray<Table>
  readonly claims: ReadonlyArray<Claim>
}

/** What a figure is about: its name in files, its title, and the question that it answers. */
export interface About {
  readonly name: string
  readonly title: string
  readonly question: string
}
