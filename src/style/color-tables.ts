/**
 * Colour maps of 256 entries, as the entries between which the others lie on a straight line: linear between these
 * anchors every channel is within 1/255 of the original table (`test/style/color-maps.oracle.py` makes and checks
 * them).
 *
 * viridis, magma, inferno, plasma: S. van der Walt and N. Smith (2015), CC0. cividis: J. Nuñez, C. Anderton and
 * R. Renslow (2018), https://doi.org/10.1371/journal.pone.0199239. turbo: A. Mikhailov, Google (2019), Apache 2.0.
 * rplumbo: its anchors are part of the API's contract.
 */
export const ANCHOR_TABLES: Readonly<Record<string, string>> = {
  viridis: `0 #440154 20 #481d6f 35 #46307e 59 #3d4d8a 93 #2d708e 132 #1f948c 147 #1fa287 162 #2ab07f 179 #44bf70
    198 #6ccd5a 223 #aadc32 237 #d0e11c 244 #e2e418 253 #f8e621 255 #fde725`,
  magma: `0 #000004 7 #03030f 20 #0e0b2b 38 #251255 48 #36106b 58 #471078 75 #621980 105 #912b81 133 #bf3a77
    152 #dc4869 168 #ef5d5e 182 #f8765c 195 #fc8e64 213 #feb078 239 #fde0a1 255 #fcfdbf`,
  inferno: `0 #000004 7 #030210 22 #120a32 35 #260c51 45 #380962 58 #4d0d6c 82 #741a6e 106 #9a2865 128 #bc3754
    151 #da4e3c 172 #ef6c23 194 #fa9207 201 #fc9f07 210 #fcb014 225 #f8cd37 237 #f3e55d 244 #f1f179 251 #f6fa96
    255 #fcffa4`,
  plasma: `0 #0d0887 8 #220690 31 #4b03a1 52 #6c00a8 66 #8104a7 82 #9814a0 112 #bc3587 149 #de5f65 186 #f68d45
    210 #fdaf31 227 #fdca26 238 #f9dc24 251 #f2f227 255 #f0f921`,
  cividis: `0 #00224e 20 #003070 23 #013271 29 #143670 41 #293f6e 65 #444f6c 102 #666970 130 #7e7d78 163 #9e9676
    199 #c3b369 226 #e0cb56 244 #f5dc41 251 #fde334 255 #fee838`,
  turbo: `0 #30123b 8 #392a73 16 #4040a2 24 #4456c7 32 #466be3 40 #4680f6 46 #448ffe 52 #3d9efe 61 #2eb4f2
    72 #1ccdd8 79 #18dbc5 85 #1ae4b6 92 #27eea4 100 #3ff68a 116 #7dff56 125 #9cfe40 133 #b1f936 145 #d0ea34
    159 #ecd13a 169 #f9bc39 180 #fea130 192 #fb7e21 208 #eb500e 222 #d43305 235 #b71d02 248 #920b01 255 #7a0403`,
  rplumbo: `0 #000000 128 #555555 129 #4a0100 135 #871000 140 #ba2500 147 #ff5100 188 #ffff00 198 #bde300
    209 #7fc400 221 #49a200 231 #268600 243 #086500 255 #004308`,
  grayscale: '0 #000000 255 #ffffff',
};

/** The maps whose order is told apart with every common kind of colour blindness. */
export const SAFE_TABLES: ReadonlySet<string> = new Set([
  'viridis',
  'magma',
  'inferno',
  'plasma',
  'cividis',
  'grayscale',
]);
