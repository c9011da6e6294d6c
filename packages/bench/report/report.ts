import { figure } from "@rlif/trainer/plot"
import type { About, Drawing } from "./drawing.ts"
import { markdown } from "./markdown.ts"
import { page } from "./page.ts"
import type { Section } from "./section.ts"
import { tally, tallyByTime } from "./tally.ts"
import { glance, others, parted, verdicts } from "./verdicts.ts"

/** What a report says besides its figures. */
export interface ReportOptions {
  readonly title: string
  /** What was done, in a few sentences. */
  readonly introduction: ReadonlyArray<string>
  /** By name: commit, machine, seeds, ... */
  readonly environment: Readonly<Record<string, string>>
}

/** A figure with what it made of the results. */
export interface Drawn {
  readonly figure: About
  readonly drawing: Drawing
}

/** A report as a self-contained page and as its Markdown twin, whose pictures are files beside it. */
export interface Report {
  readonly html: string
  readonly markdown: string
  readonly pictures: Readonly<Record<string, string>>
}

/** The same content twice: what became of all claims, then each figure with its pictures, tables and claims. */
export const report = (drawn: ReadonlyArray<Drawn>, options: ReportOptions): Report => {
  const sections = [opening(drawn, options), ...drawn.map(sectionOf), closing(options)]
  return {
    html: page(sections),
    markdown: markdown(sections),
    pictures: Object.fromEntries(sections.flatMap(({ pictures }) => pictures.map(({ file, svg }) => [file, svg]))),
  }
}

const opening = (drawn: ReadonlyArray<Drawn>, { title, introduction }: ReportOptions): Section => {
  const claims = drawn.flatMap(({ drawing }) => drawing.claims)
  const [counted, checks] = parted(claims)
  return {
    name: "top",
    title,
    paragraphs: [...introduction, tally(claims)],
    pictures: [],
    tables: [
      tallyByTime(claims, "How claims ended, by when their text, number and bound were written"),
      glance(
        counted,
        "At a glance: the number that decides a claim, and its bootstrap interval; what is not counted in parentheses",
      ),
      verdicts(others(counted), "Claims of no reward in particular"),
      glance(checks, "Checks of several rewards, not counted"),
      verdicts(others(checks), "Checks of no reward in particular, not counted"),
    ].filter(({ rows }) => rows.length > 0),
  }
}

const sectionOf = ({ figure: { name, title, question }, drawing }: Drawn): Section => ({
  name,
  title,
  paragraphs: [question, ...drawing.notes],
  pictures: drawing.pictures.map(({ title, panels }, i) => ({
    file: `${name}${drawing.pictures.length > 1 ? `-${i + 1}` : ""}.svg`,
    title,
    svg: figure(panels, { title, description: question }),
  })),
  tables: [...drawing.tables, ...drawing.claims.length === 0 ? [] : [verdicts(drawing.claims, "Verdicts")]],
})

const closing = ({ environment }: ReportOptions): Section => ({
  name: "where",
  title: "Where and how",
  paragraphs: [],
  pictures: [],
  tables: [{ title: "", headers: ["", ""], rows: Object.entries(environment) }],
})
