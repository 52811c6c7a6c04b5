/** A value in the compact protocol of Thrift, in which Parquet files describe themselves. */
export interface ThriftValue {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** A whole number, not negative. Numbers of 64 bits are written as those of 32 are. */
export function i32(value: number): ThriftValue {
  return { type: 5, bytes: varint(value * 2) };
}

export function i64(value: number): ThriftValue {
  return { ...i32(value), type: 6 };
}

export function string(value: string): ThriftValue {
  const text = Buffer.from(value);
  return { type: 8, bytes: Buffer.concat([varint(text.length), text]) };
}

/** At least one, all of one type. */
export function list(values: readonly ThriftValue[]): ThriftValue {
  const type = values[0]?.type ?? 0;
  const head =
    values.length < 15 ? [(values.length << 4) | type] : [0xf0 | type, ...varint(values.length)];
  return {
    type: 9,
    bytes: Buffer.concat([Uint8Array.from(head), ...values.map((it) => it.bytes)]),
  };
}

/** Of fields by their numbers, at most 15 apart. */
export function struct(fields: Readonly<Record<number, ThriftValue>>): ThriftValue {
  let before = 0;
  const pieces = Object.entries(fields).flatMap(([number, { type, bytes }]) => {
    const head = ((Number(number) - before) << 4) | type;
    before = Number(number);
    return [Uint8Array.of(head), bytes];
  });
  return { type: 12, bytes: Buffer.concat([...pieces, Uint8Array.of(0)]) };
}

/** Seven bits a byte, the low ones first. */
export function varint(value: number): Uint8Array {
  const bytes = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Uint8Array.of(...bytes, rest);
}
