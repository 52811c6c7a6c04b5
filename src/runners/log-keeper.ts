/** Milliseconds between two savings of a log that grows: how far `djc logs --follow` lags behind. */
const saveEvery = 2_000;

/**
 * Saves a log while it grows, so that a running attempt can be followed and a killed one leaves its last words.
 * The answer saves it a last time. What comes of an attempt does not hang on its log: failures to save are passed over.
 */
export function keepSaved(
  text: () => string,
  save: (text: string) => Promise<unknown>,
): () => Promise<void> {
  let saved = '';
  let saving: Promise<unknown> = Promise.resolve();
  const saveNow = () => {
    const now = text();
    if (now === saved) return;
    saved = now;
    saving = saving.then(async () => save(now)).catch(() => undefined);
  };
  const timer = setInterval(saveNow, saveEvery);

  return async () => {
    clearInterval(timer);
    saveNow();
    await saving;
  };
}
