/**
 * The bounds of a quantity, with 95% confidence.
 * @since 0.1.0
 */
export interface Interval {
  readonly low: number
  readonly high: number
}
