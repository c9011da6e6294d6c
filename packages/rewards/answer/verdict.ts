/** Takes the answer out of a completion's text; `undefined` or nothing but white space where there is none. */
export type Extractor = (text: string) => string | undefined

/** What became of a completion: without an answer it is neither right nor wrong, and is counted apart. */
export type Verdict = "correct" | "wrong" | "unparsable"

/** Compares the answer in the text with the gold answer, letter by letter but for white space around them. */
export const verdict = (text: string, gold: string, answer: Extractor): Verdict => {
  const given = answer(text)?.trim()
  return !given ? "unparsable" : given === gold.trim() ? "correct" : "wrong"
}
