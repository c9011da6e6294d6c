// What is shown, as plain data: a page that stands still writes it as HTML, a browser makes elements of it.

/** An element; attributes that are undefined or false are left out, and so are children that are undefined. */
export const element = (tag, attributes = {}, children = []) => ({
  tag,
  attributes: Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined || value === false ? [] : [[name, value === true ? "" : String(value)]]
  ),
  children: [children].flat(Infinity).filter((child) => child !== undefined && child !== ""),
})
