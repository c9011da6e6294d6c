import type { Row } from "./run.ts"

/** Where two tables of rows differ, a line a number. */
export const differences = (committed: ReadonlyArray<Row>, again: ReadonlyArray<Row>): ReadonlyArray<string> => {
  if (committed.length !== again.length) {
    return [`${committed.length} rows are committed, and now there are ${again.length}`]
  }
  return committed.flatMap((row, i) => {
    const other = again[i]
    const numbers = [...new Set([...Object.keys(row.metrics), ...Object.keys(other.metrics)])].filter((name) =>
      row.metrics[name] !== other.metrics[name]
    ).map((name) => `after ${row.step} updates ${name}: ${row.metrics[name]} is committed, ${other.metrics[name]} now`)
    const bins = JSON.stringify(row.bins) === JSON.stringify(other.bins)
      ? []
      : [`after ${row.step} updates: other calibration`]
    return row.step === other.step
      ? [...numbers, ...bins]
      : [`row ${i}: step ${row.step} is committed, ${other.step} now`]
  })
}
