/** A value from a file for a message: as JSON, shortened. */
export const quote = (value: unknown): string => {
  const text = written(value)
  return text.length > 60 ? `${text.slice(0, 60)}...` : text
}

// JSON.parse reads a hundred thousand levels of nesting, but JSON.stringify overflows the stack on them.
const written = (value: unknown): string => {
  // Numbers of tables may be NaN or infinite, which JSON lacks.
  if (typeof value === "number") return String(value)
  try {
    return JSON.stringify(value) ?? "undefined"
  } catch {
    return "(too deep to show)"
  }
}

/** Names for a message: the first twenty, and the number of the others. */
export const listed = (names: ReadonlyArray<string>, separator = ", "): string =>
  names.length <= 20 ? names.join(separator) : `${names.slice(0, 20).join(separator)} and ${names.length - 20} more`
