// A small tokenizer with a chat template, in the layout of published model families, for tests.
import type { TokenizerFiles } from "../text/tokenizer.ts"

const special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]

// One token a byte, in GPT-2's spelling of bytes as letters.
const letters = Array.from({ length: 256 }, (_, byte) => byte).map((byte, _, all) => {
  const plain = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173)
  return String.fromCodePoint(plain(byte) ? byte : 256 + all.slice(0, byte).filter((byte) => !plain(byte)).length)
})

/** Byte-level BPE that merges the letters of "user" into id 258; the three special tokens follow. */
export const chatFiles: TokenizerFiles = {
  tokenizer: {
    version: "1.0",
    added_tokens: special.map((content, i) => ({ id: 259 + i, content, special: true, normalized: false })),
    normalizer: { type: "NFC" },
    pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: true },
    // This family begins every text with a special token.
    post_processor: {
      type: "TemplateProcessing",
      single: [{ SpecialToken: { id: "<|endoftext|>", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }],
      pair: [],
      special_tokens: { "<|endoftext|>": { id: "<|endoftext|>", ids: [259], tokens: ["<|endoftext|>"] } },
    },
    decoder: { type: "ByteLevel" },
    model: {
      type: "BPE",
      vocab: Object.fromEntries([...letters, "us", "er", "user"].map((token, id) => [token, id])),
      merges: [["u", "s"], ["e", "r"], ["us", "er"]],
    },
  },
  config: {
    bos_token: { content: "<|endoftext|>", special: true },
    eos_token: "<|im_end|>",
    pad_token: null,
    chat_template: `{%- if messages[0]['role'] == 'system' %}
    {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}
{%- else %}
    {{- '<|im_start|>system\\nBe brief.<|im_end|>\\n' }}
{%- endif %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
    {{- '<|im_start|>' + message.role + '\\n' + message.content | trim + eos_token + '\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
{%- endif %}
`,
  },
}
