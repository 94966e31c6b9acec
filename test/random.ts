/**
 * A repeatable stream of numbers in [0, 1): the linear congruential generator of Numerical Recipes, small enough to
 * be written again in any oracle script.
 */
export function uniformStream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
