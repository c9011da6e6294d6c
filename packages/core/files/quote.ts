/** A value from a file, as a message shows it: in JSON, and short whatever it is. */
export const quote = (value: unknown): string => {
  const text = written(value)
  return text.length > 60 ? `${text.slice(0, 60)}...` : text
}

// Nesting of a hundred thousand levels parses, and is more than can be written.
const written = (value: unknown): string => {
  // Of tables, which have numbers that JSON has not.
  if (typeof value === "number") return String(value)
  try {
    return JSON.stringify(value) ?? "undefined"
  } catch {
    return "(too deep to show)"
  }
}

/** Names as a message lists them: the first twenty, and how many there are more. */
export const listed = (names: ReadonlyArray<string>, separator = ", "): string =>
  names.length <= 20 ? names.join(separator) : `${names.slice(0, 20).join(separator)} and ${names.length - 20} more`
