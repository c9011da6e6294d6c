import type { Table } from "./drawing.ts"

/** A part of a report, whatever it is printed as. */
export interface Section {
  /** A name for links; the first section is the report itself. */
  readonly name: string
  readonly title: string
  readonly paragraphs: ReadonlyArray<string>
  readonly pictures: ReadonlyArray<Picture>
  readonly tables: ReadonlyArray<Table>
}

/** A picture by the name of its file. */
export interface Picture {
  readonly file: string
  readonly title: string
  readonly svg: string
}
