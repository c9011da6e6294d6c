/** A share in percent, `44.8%`. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)}%`
