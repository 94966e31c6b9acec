/**
 * Colours of classes that have one in nature, shared by all indices so that a map of water, soil or forest looks the
 * same whatever it was made from. Neighbours differ in lightness as well as hue, so that they can be told apart with
 * red-green colour-blindness; none is so pale that it is lost on a white page or so dark that it is lost on a black one.
 */
export const COLORS = {
  // land without vegetation, from pale to dark
  sand: '#ead7ac',
  bareSoil: '#b5835a',
  darkSoil: '#6f421f',
  // plant cover, from little to much
  sparse: '#f0e29a',
  moderate: '#74bf7a',
  dense: '#0f7352',
  veryDense: '#0a4437',
  // water
  shallowWater: '#6fb7dc',
  openWater: '#245fae',
  turbidWater: '#a9793f',
  // algae in water, from clear water to a severe bloom
  fairWater: '#7cc6c9',
  bloom: '#b5cf4b',
  denseBloom: '#5f8f1f',
  severeBloom: '#39511a',
  // snow and ice
  thinSnow: '#cfd8dc',
  snow: '#8fd0ee',
  ice: '#3a8fc7',
  // built-up land
  mixedUrban: '#ecc8d0',
  builtUp: '#7b1f5c',
  // fire
  charred: '#5d1742',
  burnt: '#c0392f',
  singed: '#f0a35e',
} as const;
