import type { Cell, Claim, Table, Verdict } from "./drawing.ts"

/** How a verdict is shown in little space. */
export const marks: Readonly<Record<Verdict, string>> = { reproduced: "✓", "not reproduced": "✗", undecided: "?" }

/** What is ours cannot be reproduced: it holds. */
const ourWords: Readonly<Record<Verdict, string>> = {
  reproduced: "holds",
  "not reproduced": "does not hold",
  undecided: "undecided",
}

/** And a check passes. */
const checkWords: Readonly<Record<Verdict, string>> = {
  reproduced: "passes",
  "not reproduced": "does not pass",
  undecided: "undecided",
}

const named = ({ claim, subject, ours, check }: Claim): string =>
  `${subject === undefined ? "" : `${subject}: `}${claim}${ours ? " *" : ""}${check ? " (check)" : ""}`

/** Each claim with what was seen of it. */
export const verdicts = (claims: ReadonlyArray<Claim>, title: string): Table => ({
  title,
  headers: ["claim", "what we saw", "bootstrap interval", "written", "verdict"],
  rows: claims.map((one) => {
    const { ours, check, saw, interval, written, verdict } = one
    const text = check ? checkWords[verdict] : ours ? ourWords[verdict] : verdict
    return [named(one), saw, interval, written, { text, verdict }]
  }),
})

/** Claims of which at least one reward's counts, and those that are checks of every reward. */
export const parted = (
  claims: ReadonlyArray<Claim>,
): readonly [counted: ReadonlyArray<Claim>, checks: typeof claims] => {
  const counts = new Set(claims.flatMap(({ claim, check }) => check ? [] : [claim]))
  return [claims.filter(({ claim }) => counts.has(claim)), claims.filter(({ claim }) => !counts.has(claim))]
}

/** Claims that are made of several rewards, side by side: a row a claim, a column a reward. */
export const glance = (claims: ReadonlyArray<Claim>, title: string): Table => {
  const of = claims.filter(({ subject }) => subject !== undefined)
  const subjects = [...new Set(of.map(({ subject }) => subject!))]
  const words = [...new Set(of.map(({ claim }) => claim))]
  return {
    title,
    headers: ["claim", ...subjects],
    rows: words.map((word) => {
      const row = of.filter(({ claim }) => claim === word)
      const whole = row.every(({ check }) => check)
      return [
        row.some(({ ours }) => ours) ? `${word} *` : word,
        ...subjects.map((subject): Cell => {
          const found = row.find((one) => one.subject === subject)
          if (found === undefined) return ""
          const text = `${marks[found.verdict]} ${found.brief}`
          // Among claims that count, one that does not.
          return { text: found.check && !whole ? `(${text})` : text, verdict: found.verdict }
        }),
      ]
    }),
  }
}

/** Claims of no reward in particular. */
export const others = (claims: ReadonlyArray<Claim>): ReadonlyArray<Claim> =>
  claims.filter(({ subject }) => subject === undefined)
