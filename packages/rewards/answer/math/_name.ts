const name = String
  .raw`(?:[a-zA-Z]|\\(?:theta|alpha|beta|gamma|lambda|mu|phi|omega))(?:_(?:\w|\{\w+\}))?(?:'|\^\{-1\}(?=\())?(?:\([a-zA-Z]\))?`
const names = new RegExp(`^${name}$`)
const labels = new RegExp(
  String.raw`^(?:${name}|\(${name}(?:,${name})+\)|\\text\{[^{}]*\}|[A-Z]{2,3}|m?\\angle[A-Z]{1,3}|[a-zA-Z]{3,})$`,
)

/** A variable, an indexed one, or a function of one: x, x_1, f(x). */
export const isName = (latex: string): boolean => names.test(latex.replace(/\s+/g, ""))

/** What an answer may be introduced by, `... = 5`, without saying anything about its value. */
export const isLabel = (latex: string): boolean => labels.test(latex.replace(/\s+/g, ""))
