/** Asks the browser for passkeys, in the JSON that the server speaks. */

/** What the server asks a browser, and what the browser says to it; neither is looked into here. */
export type PasskeyJson = object;

/** Whether the browser has passkeys, and speaks of them in JSON. */
export const hasPasskeys =
  typeof PublicKeyCredential !== 'undefined' &&
  'parseRequestOptionsFromJSON' in PublicKeyCredential;

/** Whether the browser offers them where an address is typed. */
export async function offersPasskeys(): Promise<boolean> {
  return (
    hasPasskeys &&
    'isConditionalMediationAvailable' in PublicKeyCredential &&
    (await PublicKeyCredential.isConditionalMediationAvailable())
  );
}

/** Whether the person turned away, and nothing is to be said of it. */
export function isTurnedAway(error: unknown): boolean {
  return (
    error instanceof DOMException &&
    (error.name === 'NotAllowedError' || error.name === 'AbortError')
  );
}

/** Does something; whoever turns away from what their browser asks is told nothing. */
export async function unlessTurnedAway(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isTurnedAway(error)) {
      throw error;
    }
  }
}

function answered(credential: Credential | null): PasskeyJson {
  if (!(credential instanceof PublicKeyCredential)) {
    throw new DOMException('no passkey', 'NotAllowedError');
  }
  return credential.toJSON() as PasskeyJson;
}

/** Has a passkey made. */
export async function makePasskey(options: PasskeyJson): Promise<PasskeyJson> {
  return answered(
    await navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(
        options as PublicKeyCredentialCreationOptionsJSON,
      ),
    }),
  );
}

/**
 * Has one used.
 *
 * @param waiting given where the browser offers passkeys by itself, as long as nothing aborts it
 */
export async function askPasskey(
  options: PasskeyJson,
  waiting?: AbortSignal,
): Promise<PasskeyJson> {
  return answered(
    await navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(
        options as PublicKeyCredentialRequestOptionsJSON,
      ),
      ...(waiting && { mediation: 'conditional', signal: waiting }),
    }),
  );
}
