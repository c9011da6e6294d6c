/** How many colors there are; a ninth curve has the first one's again. */
export const palette = 8

/**
 * A picture carries its own paper and ink: both change with the reader's color scheme, so that it is legible in a page,
 * in an <img> and alone. Colors of curves: Okabe and Ito's, which color-blind readers tell apart, lighter on the dark.
 */
export const style = `
svg.figure { color: #24292f; font-family: system-ui, sans-serif; --paper: #ffffff;
  --c0: #0072b2; --c1: #d55e00; --c2: #008a63; --c3: #b8568f; --c4: #9a6a00; --c5: #2b8cc4; --c6: #57606a; --c7: #7d3c98 }
@media (prefers-color-scheme: dark) { svg.figure { color: #d0d7de; --paper: #0d1117;
  --c0: #58b0e8; --c1: #ff8c42; --c2: #35c79a; --c3: #e394c3; --c4: #e6b84d; --c5: #8fd0f5; --c6: #a0a8b0; --c7: #c69be0 } }
svg.figure text { white-space: pre }
`.replaceAll(/\s*\n\s*/g, " ").trim()

/** The color of the i-th curve. */
export const color = (i: number): string => `var(--c${i % palette})`
