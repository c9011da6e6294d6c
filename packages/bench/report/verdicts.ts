import type { Claim, Table, Verdict } from "./drawing.ts"

/** How a verdict is shown in little space. */
export const marks: Readonly<Record<Verdict, string>> = { reproduced: "✓", "not reproduced": "✗", undecided: "?" }

/** What is ours cannot be reproduced: it holds. */
const ourWords: Readonly<Record<Verdict, string>> = {
  reproduced: "holds",
  "not reproduced": "does not hold",
  undecided: "undecided",
}

/** Each claim with what was seen of it. */
export const verdicts = (claims: ReadonlyArray<Claim>, title: string): Table => ({
  title,
  headers: ["claim", "what we saw", "bootstrap interval", "verdict"],
  rows: claims.map(({ claim, subject, ours, saw, interval, verdict }) => [
    `${subject === undefined ? "" : `${subject}: `}${claim}${ours ? " *" : ""}`,
    saw,
    interval,
    { text: ours ? ourWords[verdict] : verdict, verdict },
  ]),
})

/** Claims that are made of several rewards, side by side: a row a claim, a column a reward. */
export const glance = (claims: ReadonlyArray<Claim>, title: string): Table => {
  const of = claims.filter(({ subject }) => subject !== undefined)
  const subjects = [...new Set(of.map(({ subject }) => subject!))]
  const words = [...new Set(of.map(({ claim }) => claim))]
  return {
    title,
    headers: ["claim", ...subjects],
    rows: words.map((word) => [
      of.some(({ claim, ours }) => claim === word && ours) ? `${word} *` : word,
      ...subjects.map((subject) => {
        const found = of.find((one) => one.claim === word && one.subject === subject)
        return found === undefined ? "" : { text: `${marks[found.verdict]} ${found.brief}`, verdict: found.verdict }
      }),
    ]),
  }
}

/** Claims of no reward in particular. */
export const others = (claims: ReadonlyArray<Claim>): ReadonlyArray<Claim> =>
  claims.filter(({ subject }) => subject === undefined)

/** In words, how many of the paper's claims and of ours ended how. */
export const tally = (claims: ReadonlyArray<Claim>): string => {
  const counts = (ours: boolean) =>
    (["reproduced", "not reproduced", "undecided"] as const).map((verdict) =>
      claims.filter((claim) => (claim.ours ?? false) === ours && claim.verdict === verdict).length
    )
  const [[yes, no, open], [holds, fails, unknown]] = [counts(false), counts(true)]
  return `Of ${
    yes + no + open
  } claims of the paper ${yes} are reproduced (✓), ${no} are not (✗), and ${open} are undecided ` +
    `(?). Of ${
      holds + fails + unknown
    } of ours, marked *, ${holds} hold (✓), ${fails} do not (✗), and ${unknown} are undecided.`
}
