/** Rounds a double to a narrower format. */
export type Narrow = (value: number) => number

/** Rounds to IEEE's 16-bit format, to even where two are as near. */
export const toHalf: Narrow = (value) => {
  const size = Math.abs(value)
  if (!Number.isFinite(value) || size === 0) return value
  // Between powers of two there are 1024 numbers, and below 2^-14 their distance stays.
  const step = 2 ** (Math.max(Math.floor(Math.log2(size)), -14) - 10)
  const steps = size / step
  const down = Math.floor(steps)
  const up = steps - down > 0.5 || (steps - down === 0.5 && down % 2 === 1)
  const rounded = (down + (up ? 1 : 0)) * step
  return Math.sign(value) * (rounded > 65504 ? Infinity : rounded)
}

/** The double whose decimal is the shortest that gives this number of a narrower format, and of several the nearest. */
export const shortestDecimal = (value: number, narrow: Narrow): number => {
  if (!Number.isFinite(value)) return value
  for (let digits = 1; digits < 17; digits++) {
    const near = Number(value.toPrecision(digits))
    if (narrow(near) === value) return near
    // Below a power of two, numbers are nearer to each other than above: the second nearest may do where the nearest does not.
    const [, mantissa, exponent] = /^-?([\d.]+)e(.+)$/.exec(value.toExponential(digits - 1)) ?? []
    const above = Number(`${BigInt(mantissa.replace(".", "")) + 1n}e${Number(exponent) - digits + 1}`) *
      Math.sign(value)
    if (narrow(above) === value) return above
  }
  return value
}
