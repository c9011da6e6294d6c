import { DataError } from "./data_error.ts"

/**
 * A row of a data file, whatever its value, and its place.
 * @since 0.1.0
 */
export interface DataRow {
  readonly file: string
  /** The unit of `line`: lines of text, or rows of a table. */
  readonly unit: "line" | "row"
  /** The number of the line or row, from 1. */
  readonly line: number
  readonly value: unknown
}

/**
 * The error of a row, or of one of its fields, with its place in the message.
 * @since 0.1.0
 */
export const rowError = ({ file, unit, line }: DataRow, why: string, field = ""): DataError => {
  const message = `Cannot read ${field === "" ? "" : `"${field}" of `}${unit} ${line} of "${file}": ${why}`
  return new DataError({ file, line, field, message })
}

/**
 * The error of a file as a whole.
 * @since 0.1.0
 */
export const fileError = (file: string, why: string): DataError =>
  new DataError({ file, line: 0, field: "", message: `Cannot read "${file}": ${why}` })
