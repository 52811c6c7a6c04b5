import { randomFrom, wordOf, zipfRanks } from './random.ts';

/** Bytes of a generated text, in blocks that may be written one after the other. */
export type Generated = Iterable<Uint8Array>;

interface Lines {
  /** The text ends with the first line that reaches so many bytes. */
  readonly bytes: number;
  readonly line: (number: number) => string;
  readonly header?: string;
}

const blockChars = 1 << 20;

function* linesOf({ bytes, line, header = '' }: Lines): Generator<Uint8Array> {
  let block = header;
  let written = 0;
  for (let number = 0; written + block.length < bytes; number++) {
    block += line(number);
    if (block.length < blockChars) continue;
    written += block.length;
    yield Buffer.from(block, 'latin1');
    block = '';
  }
  if (block.length > 0) yield Buffer.from(block, 'latin1');
}

/** Lines of one to twenty words that follow Zipf's law, out of a vocabulary of so many. */
export function zipfText({ bytes, vocabulary }: { bytes: number; vocabulary: number }): Generated {
  const random = randomFrom(1);
  const rank = zipfRanks(vocabulary, random);
  const words = Array.from({ length: vocabulary + 1 }, (_, index) => wordOf(index));
  const line = () => {
    let text = words[rank()] ?? '';
    for (let more = random() * 19; more >= 1; more--) text += ` ${words[rank()]}`;
    return `${text}\n`;
  };
  return linesOf({ bytes, line });
}

/** CSV by RFC 4180 with a header: `id,city,amount,note`. One note in four has a quote, a comma and a newline. */
export function quotedCsv({ bytes, cities }: { bytes: number; cities: number }): Generated {
  const row = saleOf(cities);
  const line = (id: number) => {
    const { city, amount, words } = row();
    const note = id % 4 === 0 ? `"${words[0]}, ""${words[1]}""\n${words[2]}"` : words.join(' ');
    return `${id},${city},${amount},${note}\n`;
  };
  return linesOf({ bytes, line, header: 'id,city,amount,note\n' });
}

/** The same rows as objects, one a line. */
export function jsonLines({ bytes, cities }: { bytes: number; cities: number }): Generated {
  const row = saleOf(cities);
  const line = (id: number) => {
    const { city, amount, words } = row();
    const note = id % 4 === 0 ? `${words[0]}, \\"${words[1]}\\"\\n${words[2]}` : words.join(' ');
    return `{"id":${id},"city":"${city}","amount":${amount},"note":"${note}"}\n`;
  };
  return linesOf({ bytes, line });
}

function saleOf(cities: number) {
  const random = randomFrom(2);
  const city = zipfRanks(cities, random);
  const word = zipfRanks(5_000, random);
  return () => ({
    city: wordOf(city()),
    amount: Math.floor(random() * 10_000),
    words: [wordOf(word()), wordOf(word()), wordOf(word())],
  });
}
