// Bytes as letters, in GPT-2's spelling: a byte without a printable ASCII or Latin-1 letter becomes a letter from 256 on.

const plain = (byte: number): boolean => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173)

const letters: ReadonlyArray<string> = (() => {
  let other = 256
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(plain(byte) ? byte : other++))
})()

const byteOf: ReadonlyMap<string, number> = new Map(letters.map((letter, byte) => [letter, byte]))

const encoder = new TextEncoder()
const decoder = new TextDecoder("utf-8", { ignoreBOM: true })

/** A text -> its bytes as letters. */
export const toLetters = (text: string): string => {
  let all = ""
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 127) {
      for (const byte of encoder.encode(text.slice(i))) all += letters[byte]
      return all
    }
    all += letters[code]
  }
  return all
}

/** A token's bytes; the bytes of its text if a letter stands for no byte. */
export const bytesOf = (token: string): ReadonlyArray<number> | Uint8Array => {
  const bytes: Array<number> = []
  for (const letter of token) {
    const byte = byteOf.get(letter)
    if (byte === undefined) return encoder.encode(token)
    bytes.push(byte)
  }
  return bytes
}

/** Bytes -> the text; bytes that are not UTF-8 become replacement characters. */
export const fromBytes = (bytes: ReadonlyArray<number> | Uint8Array): string => decoder.decode(Uint8Array.from(bytes))
