import type { Scale } from "../levels.ts"

export const shades: number
export const shadeOf: (value: number | undefined, scale: Scale) => number
