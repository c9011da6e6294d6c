/** How far a ratio may move from 1 on either side: it is clipped to [1 - low, 1 + high]. */
export interface Region {
  readonly low: number
  readonly high: number
}
