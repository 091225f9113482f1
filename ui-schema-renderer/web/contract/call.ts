// How an operation of the document is called so that it does what it is for.
import type * as sdk from './client/sdk.gen';
import type { World } from './world';

type Sdk = typeof sdk;

export type Name = keyof Sdk;

/** What the generated function of an operation takes. */
export type Input<N extends Name> = NonNullable<Parameters<Sdk[N]>[0]>;

type Given<N extends Name> = Omit<Input<N>, 'url'>;

export interface Call<Options = object> {
  options: (world: World) => Options | Promise<Options>;
  /** Why it is enough that it is refused as the document says, where it cannot be had to succeed here. */
  refused?: string;
}

export type Calls<Names extends Name> = { [N in Names]: Call<Given<N>> };

type Made<Options> = Options | Promise<Options>;

/** A call that succeeds. */
export const does = <Options>(options: (world: World) => Made<Options>): Call<Options> => ({
  options,
});

/** A call whose answer is one that the document declares, whichever, and the reason. */
export const answers = <Options>(
  refused: string,
  options: (world: World) => Made<Options>,
): Call<Options> => ({ options, refused });

/** A call that needs nothing. */
export const plain: Call<object> = { options: () => ({}) };
