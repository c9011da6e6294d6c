// What guards that read one noisy metric have in common.
/** How a guard reads a metric that is noisy. */
export interface Smoothing {
  /** Weight of the newest value in an exponential mean that begins at the first, in (0, 1]. Default 1: the value itself. */
  readonly smooth?: number
  /** For how many updates in a row something has to hold. Default 1. */
  readonly lag?: number
}

/** A metric along a run: its first value, its exponential mean, and for how many updates in a row what a guard asks held. */
export interface Course {
  readonly start: number
  readonly now: number
  readonly held: number
}

/** The mean after one more value: `now + smooth (value - now)`, and the value itself if it is the first. */
export const smoothed = (now: number | undefined, value: number, smooth: number): number =>
  now === undefined ? value : now + smooth * (value - now)

/** A course one value further, of which something holds or not. */
export const further = (
  course: Course | undefined,
  { value, smooth, holds }: {
    readonly value: number
    readonly smooth: number
    readonly holds: (now: number, start: number) => boolean
  },
): Course => {
  const start = course?.start ?? value
  const now = smoothed(course?.now, value, smooth)
  return { start, now, held: holds(now, start) ? (course?.held ?? 0) + 1 : 0 }
}

/** ` for n updates`, where n is more than one. */
export const lasting = (updates: number): string => updates > 1 ? ` for ${updates} updates` : ""

/** `1 update`, `2 updates`. */
export const counted = (updates: number): string => `${updates} ${updates === 1 ? "update" : "updates"}`
