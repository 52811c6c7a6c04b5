/** A whole number, exact at any size: a bigint where a number would not be. */
export type Sum = number | bigint;

export function add(one: Sum, other: Sum): Sum {
  if (typeof one === 'number' && typeof other === 'number') {
    const sum = one + other;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return BigInt(one) + BigInt(other);
}
