import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { fill } from '../../../kernels/fill.ts';
import { reused } from '../../../kernels/reused.ts';
import { xxh64 } from '../../../kernels/xxh64.ts';

export const digests = ['sha256', 'sha1', 'md5', 'sha512', 'crc32', 'xxh64'] as const;

/** A checksum in the making. */
export interface Digest {
  update(block: Uint8Array): void;
  hex(): string;
}

const withXxh64 = reused(xxh64);

/** Lends a new checksum of a kind to `work`. */
export async function withDigest<Result>(
  kind: (typeof digests)[number],
  work: (digest: Digest) => Promise<Result>,
): Promise<Result> {
  if (kind === 'crc32') return work(crc32Digest());
  if (kind !== 'xxh64') return work(cryptoDigest(kind));
  return withXxh64(async (kernel) => {
    kernel.open();
    const update = (block: Uint8Array) => {
      for (const length of fill(kernel, block)) kernel.feed(length);
    };
    return work({ update, hex: () => kernel.digest() });
  });
}

function cryptoDigest(kind: string): Digest {
  const hash = createHash(kind);
  return { update: (block) => void hash.update(block), hex: () => hash.digest('hex') };
}

function crc32Digest(): Digest {
  let crc = 0;
  return {
    update(block) {
      crc = crc32(block, crc);
    },
    hex: () => crc.toString(16).padStart(8, '0'),
  };
}
