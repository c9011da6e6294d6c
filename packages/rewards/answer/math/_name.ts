const names =
  /^(?:[a-zA-Z]|\\(?:theta|alpha|beta|gamma|delta|lambda|mu|phi|omega))(?:_(?:\w|\{\w+\}))?(?:'|\^\{-1\}(?=\())?(?:\([a-zA-Z]\))?$/

/** A variable, an indexed one, or a function of one: x, x_1, f(x). */
export const isName = (latex: string): boolean => names.test(latex.replace(/\s+/g, ""))
