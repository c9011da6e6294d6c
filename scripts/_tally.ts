// The last line of every test and check run, which .ci/run adds up.

export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export const tally = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed` + (skipped > 0 ? `, ${skipped} skipped` : "")
