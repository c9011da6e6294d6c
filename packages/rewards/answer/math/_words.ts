/** Text as it is compared: without its commands, its case, its article, its brackets around one letter, and its spacing. */
export const plainWords = (latex: string): string =>
  latex
    .replace(/\\text\s*\{([^{}]*)\}/g, "$1")
    .replace(/\s*\\l(?:and|or)(?![a-zA-Z])/g, ",")
    .replace(/\\([a-zA-Z]+)/g, "$1")
    .replace(/[{}\\$]/g, "")
    .replace(/\s*[,;]\s*/g, ", ")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[.,;:!]+$/, "")
    .replace(/^\(\s*([a-zA-Z0-9]+)\s*\)$/, "$1")
    .toLowerCase()
    .replace(/^(?:an?|the) (?=[a-z]{2})/, "")

/** Words as they are compared: those of several as of one. */
export const sameWords = (a: string, b: string): boolean => singular(plainWords(a)) === singular(plainWords(b))

const singular = (words: string): string => words.replace(/(?<=[a-z]{2}(?<!s))s(?![a-z])/g, "")
