/** A page with a text between the marks of a name, `<!-- NAME -->` and `<!-- /NAME -->`; as it was where it has none. */
export const marked = (page: string, { name, text }: { readonly name: string; readonly text: string }): string => {
  const [open, close] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`]
  const [from, to] = [page.indexOf(open), page.indexOf(close)]
  return from < 0 || to < from ? page : `${page.slice(0, from + open.length)}\n${text}\n\n${page.slice(to)}`
}
