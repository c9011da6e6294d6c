import { DataError } from "./data_error.ts"

/**
 * A row of a data file, whatever it holds, and where it stands.
 * @since 0.1.0
 */
export interface DataRow {
  readonly file: string
  /** How the file counts: lines of text, or rows of a table. */
  readonly unit: "line" | "row"
  /** From 1. */
  readonly line: number
  readonly value: unknown
}

/**
 * What is wrong with a row, or with one of its fields.
 * @since 0.1.0
 */
export const rowError = ({ file, unit, line }: DataRow, why: string, field = ""): DataError => {
  const message = `Cannot read ${field === "" ? "" : `"${field}" of `}${unit} ${line} of "${file}": ${why}`
  return new DataError({ file, line, field, message })
}

/**
 * What is wrong with a file as a whole.
 * @since 0.1.0
 */
export const fileError = (file: string, why: string): DataError =>
  new DataError({ file, line: 0, field: "", message: `Cannot read "${file}": ${why}` })
