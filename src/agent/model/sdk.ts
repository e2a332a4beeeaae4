/** The AI SDK as it is once loaded. */
export type Sdk = typeof import('ai');

/**
 * Loads the SDK when the first call is made: it takes a quarter of a second, which a hub without an agent need not
 * wait for.
 */
export async function loadSdk(): Promise<Sdk> {
  // It would write what a provider does not support to standard error, with every call. A program that holds a hub may
  // have set it.
  globalThis.AI_SDK_LOG_WARNINGS ??= false;
  return await import('ai');
}
