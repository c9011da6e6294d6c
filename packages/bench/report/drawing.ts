import type { Panel } from "@rlif/trainer/plot"

/** What became of a claim. */
export type Verdict = "reproduced" | "not reproduced" | "undecided"

/**
 * When the text, the number and the bound of a claim were written: before the first run of the seeds that decide it, while
 * or after the first of them ran, or when the rows of all were known.
 */
export type Written = "before" | "during" | "after"

/** A claim with what was seen of it. */
export interface Claim {
  readonly claim: string
  /** Of which reward, where it is claimed of several: those stand side by side at a glance. */
  readonly subject?: string
  /** Claimed by us, not by the paper. */
  readonly ours?: boolean
  readonly written: Written
  /** No evidence, so never counted: an identity, what passes under labels too, one measurement again. */
  readonly check?: boolean
  readonly saw: string
  readonly interval: string
  readonly verdict: Verdict
  /** The number and its interval alone. */
  readonly brief: string
}

/** A text, and where it says what became of a claim, the verdict: pages color it. */
export type Cell = string | { readonly text: string; readonly verdict: Verdict }

/** Numbers that no curve shows. */
export interface Table {
  readonly title: string
  readonly headers: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<Cell>>
}

/** What a figure shows: pictures of several panels each, tables, what became of claims, and what to know when reading. */
export interface Drawing {
  readonly notes: ReadonlyArray<string>
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
