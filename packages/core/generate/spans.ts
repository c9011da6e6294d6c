/**
 * Cuts a list into consecutive spans `[from, to)` of at most `count` items, whose sizes add up to at most `most`. A larger
 * item is a span of its own.
 */
export const spans = (
  sizes: ReadonlyArray<number>,
  most: number,
  count = Infinity,
): ReadonlyArray<readonly [number, number]> => {
  const result: Array<readonly [number, number]> = []
  let from = 0
  let total = 0
  for (const [i, size] of sizes.entries()) {
    if (i > from && (total + size > most || i - from === count)) {
      result.push([from, i])
      from = i
      total = 0
    }
    total += size
  }
  if (from < sizes.length) result.push([from, sizes.length])
  return result
}
