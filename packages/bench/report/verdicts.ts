import type { Claim, Table, Verdict } from "./drawing.ts"

/** How a verdict is shown in little space. */
export const marks: Readonly<Record<Verdict, string>> = { reproduced: "✓", "not reproduced": "✗", undecided: "?" }

/** Each claim with what was seen of it. */
export const verdicts = (claims: ReadonlyArray<Claim>, title: string): Table => ({
  title,
  headers: ["claim", "what we saw", "95% interval", "verdict"],
  rows: claims.map(({ claim, subject, ours, saw, interval, verdict }) => [
    `${subject === undefined ? "" : `${subject}: `}${claim}${ours ? " (ours, not the paper's)" : ""}`,
    saw,
    interval,
    verdict,
  ]),
})

/** Claims that are made of several rewards, side by side: a row a claim, a column a reward. */
export const glance = (claims: ReadonlyArray<Claim>, title: string): Table => {
  const of = claims.filter(({ subject }) => subject !== undefined)
  const subjects = [...new Set(of.map(({ subject }) => subject!))]
  const words = [...new Set(of.map(({ claim }) => claim))]
  return {
    title,
    headers: ["", ...subjects],
    rows: words.map((word) => [
      of.some(({ claim, ours }) => claim === word && ours) ? `${word} *` : word,
      ...subjects.map((subject) => {
        const found = of.find((one) => one.claim === word && one.subject === subject)
        return found === undefined ? "" : `${marks[found.verdict]} ${found.brief}`
      }),
    ]),
  }
}

/** Claims of no reward in particular. */
export const others = (claims: ReadonlyArray<Claim>): ReadonlyArray<Claim> =>
  claims.filter(({ subject }) => subject === undefined)
