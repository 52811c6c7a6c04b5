type Write = (bytes: Uint8Array) => Promise<void>;

/** Bytes gathered before they are written. */
const size = 256 * 1024;

/** Gathers small writes into big ones; `flush` writes what is left. One call at a time. */
export function gather(write: Write): { readonly write: Write; flush(): Promise<void> } {
  const buffer = Buffer.allocUnsafe(size);
  let length = 0;

  const flush = async () => {
    if (length === 0) return;
    await write(buffer.subarray(0, length));
    length = 0;
  };

  return {
    flush,
    async write(bytes) {
      if (length + bytes.length > size) await flush();
      if (bytes.length > size) return write(bytes);
      buffer.set(bytes, length);
      length += bytes.length;
    },
  };
}
