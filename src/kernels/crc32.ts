const polynomial = 0xedb88320;

/** The CRC-32 of the bytes of one range followed by those of another, from both ranges' own and the latter's length. */
export function combineCrc32(first: number, second: number, secondLength: number): number {
  let [shifted, power] = [first, xToThe8];
  for (let rest = secondLength; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) shifted = multiply(shifted, power);
    power = multiply(power, power);
  }
  return (shifted ^ second) >>> 0;
}

/** The polynomial x^8, that is one byte of zeros; the highest bit stands for x^0. */
const xToThe8 = 2 ** 23;

/** The product of two polynomials over GF(2), modulo that of the CRC. */
function multiply(one: number, other: number): number {
  let [product, shifted] = [0, other];
  for (let bit = 2 ** 31; bit >= 1; bit /= 2) {
    if ((one & bit) !== 0) product ^= shifted;
    shifted = (shifted & 1) === 0 ? shifted >>> 1 : (shifted >>> 1) ^ polynomial;
  }
  return product >>> 0;
}
