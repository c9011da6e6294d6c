/** A server-sent event; JSON has no line breaks. With an `id`, which a browser says when it comes again. */
export const eventOf = (name: string, data: object, id?: string): string =>
  `${id === undefined ? "" : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
